# SPDX-License-Identifier: Apache-2.0
"""A VIP that the network configuration puts on the same interface as well."""

from collections.abc import Iterator
from itertools import islice

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.own_addresses import subnets, wire
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.line import whole_lines
from holdfast.text.pattern import pattern

_WHOLE = pattern(rb"(?:Address|address[0-9]+)=.*|-[ \t]+[0-9a-fA-F:./\"']+|(?:post-)?up[ \t].*")
"""A line that does nothing else: of networkd, NetworkManager, netplan, interfaces(5)."""

_SECTION = b"[Address]"


def check(site: Site) -> Iterator[Finding]:
    """A further address of the interface that keepalived moves the VIP on.

    Its first one is `vip-is-own-address`; one kept on another interface, such as a dummy, is the
    matter of `vip-on-second-interface-answers-arp`.
    """
    for node, instance in site.instances:
        for vip in instance.vips:
            link = wire(node, instance, vip)
            further = islice(subnets(link, vip.address.version), 1, None) if link else ()
            for own in further:
                if own.address == vip.address and own.place is not None and link is not None:
                    yield Finding(
                        f"{vip.address} is put on {link.name} by the network configuration, too: "
                        "it is there from boot until keepalived starts, and again whenever the "
                        "network is restarted, whoever owns it; remove it there",
                        own.place,
                        also=(Also(vip.place, f"{instance.name} moves it"),),
                        fix=_fix(node, own.place, str(own.address)),
                    )
                    break


def _fix(node: Node, place: Place, address: str) -> Fix | None:
    """Its line taken out; none where it is part of a stanza or a section, or a command undoes it
    elsewhere in the file."""
    data = node.files[place.path].data
    line = whole_lines(data, place.span)
    before = data[: line.start].split()[-1:]
    once = data.count(address.encode()) == 1
    if (
        not _WHOLE.fullmatch(data[line.start : line.end].strip())
        or before == [_SECTION]
        or not once
    ):
        return None
    return Fix("unsafe", (FileEdit(node.name, place.path, Edit(line, b"")),))
