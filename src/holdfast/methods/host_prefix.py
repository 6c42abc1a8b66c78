# SPDX-License-Identifier: Apache-2.0
"""A kept address made to cover itself alone, where a file of interfaces(5) gives it more."""

import re
from collections.abc import Iterator

from holdfast.model.address import Address, host_prefix
from holdfast.model.place import Place
from holdfast.text.edit import Edit
from holdfast.text.line import line_end, line_start
from holdfast.text.span import Span

_STANZA = re.compile(
    rb"^[ \t]*(?:iface|mapping|auto|allow-[^ \t]+|source(?:-directory)?|rename|template|"
    rb"no-auto-down|no-scripts)\b",
    re.MULTILINE,
)
_OPTION = re.compile(rb"^[ \t]*(address|netmask)[ \t]+([^ \t\r\n]+)", re.MULTILINE)
_HOOK = re.compile(rb"[ \t]*(?:pre-up|up|post-up|pre-down|down|post-down)[ \t]")


def narrow(data: bytes, address: Address, place: Place) -> tuple[Edit, ...]:
    """The edits that make a kept address a /32 or /128; none where it is not written plainly.

    The stanza's `netmask` decides where there is one (ifupdown 0.8.41), in either notation; a
    prefix behind the address is corrected too. `place` is where it was read.
    """
    start = line_start(data, place.span.start)
    end = line_end(data, start)
    if _HOOK.match(data, start):
        return tuple(_in_command(data, start, end, address))
    heads = [match.start() for match in _STANZA.finditer(data)]
    first = max((head for head in heads if head <= start), default=0)
    last = min((head for head in heads if head > start), default=len(data))
    return tuple(_in_stanza(data, first, last, address))


def _in_stanza(data: bytes, first: int, last: int, address: Address) -> Iterator[Edit]:
    options = list(_OPTION.finditer(data, first, last))
    masks = [match for match in options if match[1] == b"netmask"]
    for match in options:
        if match[1] == b"netmask":
            yield Edit(Span(*match.span(2)), _mask(match[2], address))
            continue
        _, slash, _ = match[2].partition(b"/")
        if slash or not masks:
            at = match.start(2) + len(match[2].partition(b"/")[0])
            yield Edit(Span(at, match.end(2)), b"/%d" % host_prefix(address))


def _mask(written: bytes, address: Address) -> bytes:
    """Every bit of the address, in the notation that stands there."""
    return b"255.255.255.255" if b"." in written else b"%d" % host_prefix(address)


def _in_command(data: bytes, start: int, end: int, address: Address) -> Iterator[Edit]:
    """`ADDRESS/24` in a hook's command, which goes to `ip address add`."""
    written = re.compile(rb"(?<![\w.:])" + re.escape(str(address).encode()) + rb"(/[0-9.]+)")
    for match in written.finditer(data, start, end):
        yield Edit(Span(*match.span(1)), b"/%d" % host_prefix(address))
