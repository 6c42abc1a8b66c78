# SPDX-License-Identifier: Apache-2.0
"""systemd-networkd's files (systemd.network(5), systemd.netdev(5); systemd 252)."""

from collections.abc import Iterable, Iterator
from posixpath import join

from holdfast.load.networks.ini import Entry, address_of, entries
from holdfast.load.node_files import NodeFiles
from holdfast.model.interface import Interface
from holdfast.model.place import Place

FOLDER = "/etc/systemd/network"
KEEPING = (("Network", "KeepConfiguration"), ("Link", "Unmanaged"))
KEEPS = frozenset(("yes", "true", "on", "1", "static"))
"""The settings, and their values, that leave addresses alone which networkd did not set."""

WILD = "*?[!"


def networkd_interfaces(files: NodeFiles) -> Iterator[Interface]:
    """The interfaces that a `.network` file names; one with wildcards is passed over.

    Of several files for one interface the first by name counts.
    """
    names = files.names_quietly(FOLDER)
    kinds = dict(_kinds(files, [n for n in names if n.endswith(".netdev")]))
    seen: set[str] = set()
    for name in names:
        if name.endswith(".network"):
            for link in _interfaces(list(entries(files, join(FOLDER, name))), kinds):
                if link.name not in seen:
                    seen.add(link.name)
                    yield link


def _kinds(files: NodeFiles, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        stated = {(e.section, e.key): e.value for e in entries(files, join(FOLDER, name))}
        if ("NetDev", "Name") in stated:
            yield stated["NetDev", "Name"], stated.get(("NetDev", "Kind"), "")


def _interfaces(stated: list[Entry], kinds: dict[str, str]) -> Iterator[Interface]:
    match = next((e for e in stated if e.section == "Match" and e.key == "Name"), None)
    for name in match.value.split() if match is not None else ():
        if match is not None and not any(c in name for c in WILD):
            found = (address_of(e.value, e.place) for e in stated if _is_address(e))
            yield Interface(
                name=name,
                addresses=tuple(address for address in found if address is not None),
                kind=kinds.get(name),
                auto=True,
                place=match.place,
                emptied_by=_emptied_by(stated, match.place),
            )


def _is_address(entry: Entry) -> bool:
    return entry.key == "Address" and entry.section in ("Network", "Address")


def _emptied_by(stated: list[Entry], place: Place) -> Place | None:
    """An interface that networkd leaves alone, or whose addresses it keeps, has none."""
    keeps = any((e.section, e.key) in KEEPING and e.value.lower() in KEEPS for e in stated)
    return None if keeps else place
