# SPDX-License-Identifier: Apache-2.0
"""What `collect` read off the live host, beside the node's files.

The files have the word: they say what the next boot makes of the node. The facts fill in what no
file states, such as the address that DHCP gave an interface.
"""

from collections.abc import Iterable, Iterator
from ipaddress import ip_interface

import msgspec
from msgspec.structs import replace

from holdfast.load.node_files import NodeFiles
from holdfast.model.address import Address
from holdfast.model.facts import Facts, LinkFact
from holdfast.model.interface import Interface, InterfaceAddress
from holdfast.model.json_version import decoded, unread

PATH = "/facts.json"
LARGEST = 16 << 20


class _Versioned(msgspec.Struct):
    version: int


def facts(files: NodeFiles) -> Facts | None:
    """The node's facts.json; None where it has none, and with an error where it is none."""
    file = files.peek(PATH, LARGEST)
    if file is None:
        return None
    files.forget(file.path)
    try:
        why = unread(decoded(file.data, _Versioned).version)
        if why is None:
            return decoded(file.data, Facts)
    except ValueError as error:
        why = f"is no facts.json of collect ({error})"
    files.refuse(PATH, f"{why}: collect the node again, or remove the file")
    return None


def filled_in(
    stated: tuple[Interface, ...], known: Facts | None, moved: frozenset[Address]
) -> tuple[Interface, ...]:
    """The interfaces of the files, and those of the host with the addresses that no file states.

    `moved` are the VIPs: one of them on an interface is there because the node owned it then.
    """
    found = {interface.name: interface for interface in stated}
    for link in known.links if known is not None else ():
        own = tuple(_own(link, moved))
        before = found.get(link.name)
        if before is None and own:
            found[link.name] = Interface(link.name, own, link.kind)
        elif before is not None and not before.addresses:
            found[link.name] = replace(before, addresses=own, kind=before.kind or link.kind)
    return tuple(found.values())


def _own(link: LinkFact, moved: Iterable[Address]) -> Iterator[InterfaceAddress]:
    """Left out are those of every host: of the loopback, and link-local ones."""
    for text in link.addresses:
        try:
            own = ip_interface(text)
        except ValueError:
            continue
        usual = own.ip.is_loopback or own.ip.is_link_local
        if not usual and own.ip not in moved:
            yield InterfaceAddress(own.ip, own.network.prefixlen)
