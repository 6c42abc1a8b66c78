# SPDX-License-Identifier: Apache-2.0
"""Behind a VIP stands a netmask, or a number out of range, instead of its prefix."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from holdfast.check.finding import Finding, Fix
from holdfast.model.change import FileEdit
from holdfast.model.keyword import Refused
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def check(site: Site) -> Iterator[Finding]:
    """Each length that keepalived does not take as it is written."""
    for node in site.nodes:
        for refused in node.keepalived.refused:
            if refused.keyword == "prefix":
                bits = _bits(refused.text)
                wanted = f"write /{bits}" if bits is not None else "write one in range"
                yield Finding(
                    f"`/{refused.text}` is no prefix: keepalived complains and takes "
                    f"/{refused.taken}; {wanted}",
                    refused.place,
                    fix=_fix(node, refused, bits) if bits is not None else None,
                )


def _bits(netmask: str) -> int | None:
    """The prefix that a netmask stands for."""
    try:
        return IPv4Network(f"0.0.0.0/{netmask}").prefixlen if "." in netmask else None
    except ValueError:
        return None


def _fix(node: Node, refused: Refused, bits: int) -> Fix | None:
    """The number in place of the netmask, where the entry has it word for word."""
    place, old = refused.place, f"/{refused.text}".encode()
    found = node.files[place.path].data.find(old, place.span.start, place.span.end)
    if found < 0:
        return None
    edit = Edit(Span(found, found + len(old)), b"/%d" % bits)
    return Fix("unsafe", (FileEdit(place.node, place.path, edit),))
