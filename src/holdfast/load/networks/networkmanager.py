# SPDX-License-Identifier: Apache-2.0
"""NetworkManager's keyfiles (nm-settings-keyfile(5))."""

from collections.abc import Iterator
from posixpath import join

from holdfast.load.networks.ini import Entry, address_of, entries
from holdfast.load.node_files import NodeFiles
from holdfast.model.interface import Interface
from holdfast.text.pattern import pattern

FOLDER = "/etc/NetworkManager/system-connections"
_ADDRESS = pattern(r"address(?:es)?[0-9]*")


def networkmanager_interfaces(files: NodeFiles) -> Iterator[Interface]:
    """The connections that name their interface; an address line may have a gateway behind it."""
    for name in files.names_quietly(FOLDER):
        stated = list(entries(files, join(FOLDER, name)))
        link = next((e for e in stated if _is_name(e)), None)
        kind = next((e.value for e in stated if (e.section, e.key) == ("connection", "type")), None)
        if link is not None:
            lines = (e for e in stated if e.section in ("ipv4", "ipv6") and _ADDRESS.match(e.key))
            found = (address_of(e.value.partition(",")[0], e.place) for e in lines)
            yield Interface(
                name=link.value,
                addresses=tuple(address for address in found if address is not None),
                kind=kind if kind == "dummy" else None,
                auto=True,
                place=link.place,
            )


def _is_name(entry: Entry) -> bool:
    return (entry.section, entry.key) == ("connection", "interface-name")
