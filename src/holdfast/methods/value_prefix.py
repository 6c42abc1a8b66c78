# SPDX-License-Identifier: Apache-2.0
"""A kept address made to cover itself alone, in files of `Key=value` lines and in YAML."""

import re
from collections.abc import Iterator

from holdfast.model.address import Address, host_prefix
from holdfast.model.place import Place
from holdfast.text.edit import Edit
from holdfast.text.line import line_end, line_start
from holdfast.text.span import Span

_IPADDR = re.compile(rb"[ \t]*IPADDR([0-9]*)=")


def narrow_value(data: bytes, address: Address, place: Place) -> tuple[Edit, ...]:
    """The edits that make a kept address a /32 or /128; none where it is not written plainly.

    `place` is where it was read: a line of systemd-networkd, netplan, NetworkManager or ifcfg.
    """
    start = line_start(data, place.span.start)
    end = line_end(data, start)
    written = re.compile(rb"(?<![\w.:])" + re.escape(str(address).encode()) + rb"/([0-9]+)")
    found = [match.span(1) for match in written.finditer(data, start, end)]
    bits = b"%d" % host_prefix(address)
    if found:
        return tuple(Edit(Span(*span), bits) for span in found)
    match = _IPADDR.match(data, start, end)
    return tuple(_beside(data, match[1], end)) if match is not None else ()


def _beside(data: bytes, number: bytes, end: int) -> Iterator[Edit]:
    """The PREFIX and NETMASK of the same number (initscripts, sysconfig.txt); else a new PREFIX."""
    own = re.compile(rb"^[ \t]*(PREFIX|NETMASK)" + number + rb"=[\"']?([0-9.]+)", re.MULTILINE)
    stated = list(own.finditer(data))
    for match in stated:
        yield Edit(Span(*match.span(2)), b"32" if match[1] == b"PREFIX" else b"255.255.255.255")
    if not stated:
        yield Edit(Span(end, end), b"\nPREFIX%s=32" % number)
