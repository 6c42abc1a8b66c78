# SPDX-License-Identifier: Apache-2.0
"""netplan's files (netplan(5)): interfaces and their addresses."""

from collections.abc import Iterator
from posixpath import join
from typing import TYPE_CHECKING, cast

from holdfast.load.networks.ini import address_of
from holdfast.load.node_files import NodeFiles
from holdfast.load.surroundings import LARGEST
from holdfast.model.interface import Interface
from holdfast.model.site import File

if TYPE_CHECKING:
    from yaml import MappingNode, ScalarNode, SequenceNode

    Node = MappingNode | ScalarNode | SequenceNode

FOLDER = "/etc/netplan"
KINDS = frozenset(
    ("ethernets", "bonds", "bridges", "vlans", "wifis", "tunnels", "dummy-devices", "vrfs")
)
DUMMIES, BRIDGES = "dummy-devices", "bridges"
MAP, LIST = "mapping", "sequence"
"""What a node is, whatever tag the file gives it: `!!map x` is a word."""

NETWORKD = "networkd"
"""The renderer where a file names none."""


def netplan_interfaces(files: NodeFiles) -> Iterator[Interface]:
    """Of all `*.yaml` by name; a file that is no YAML is passed over."""
    for name in files.names_quietly(FOLDER):
        file = files.peek(join(FOLDER, name), LARGEST) if name.endswith(".yaml") else None
        if file is not None:
            yield from _of_file(files, file)


def _of_file(files: NodeFiles, file: File) -> Iterator[Interface]:
    import yaml  # noqa: PLC0415 - costs 40 ms, and few nodes have such a file

    try:
        top = cast("Node | None", yaml.compose(file.data.decode(), Loader=yaml.SafeLoader))
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError):
        return
    network = _members(top).get("network")
    usual = _scalar(_members(network).get("renderer")) or NETWORKD
    for kind, links in _members(network).items():
        if kind in KINDS:
            for name, link in _members(links).items():
                yield _interface(files, file, kind, name, link, usual)


def _interface(
    files: NodeFiles, file: File, kind: str, name: str, link: "Node", usual: str
) -> Interface:
    stated = _members(link)
    start = link.start_mark
    place = files.place(file.path, *_span(file, start.index, start.index))
    found = []
    for word in _words(stated.get("addresses")):
        span = _span(file, word.start_mark.index, word.end_mark.index)
        found.append(address_of(word.value, files.place(file.path, *span)))
    renderer = _scalar(stated.get("renderer")) or usual
    keeps = renderer != NETWORKD or _scalar(stated.get("critical")) in ("true", "yes", "on")
    return Interface(
        name=_scalar(_members(stated.get("match")).get("name")) or name,
        addresses=tuple(address for address in found if address is not None),
        kind=_link_kind(kind, stated),
        auto=True,
        place=place,
        emptied_by=None if keeps else place,
    )


def _link_kind(kind: str, stated: dict[str, "Node"]) -> str | None:
    """A dummy, or a bridge without ports, which no wire hangs on either."""
    if kind == BRIDGES and not list(_words(stated.get("interfaces"))):
        return "bridge"
    return "dummy" if kind == DUMMIES else None


def _members(node: "Node | None") -> dict[str, "Node"]:
    pairs = node.value if node is not None and node.id == MAP else ()
    return {str(key.value): value for key, value in pairs}


def _words(node: "Node | None") -> Iterator["Node"]:
    """The entries of a list; one with options is a mapping of itself to them."""
    for item in node.value if node is not None and node.id == LIST else ():
        word = item.value[0][0] if item.id == MAP and item.value else item
        if isinstance(word.value, str):
            yield word


def _scalar(node: "Node | None") -> str:
    return node.value if node is not None and isinstance(node.value, str) else ""


def _span(file: File, start: int, end: int) -> tuple[int, int]:
    """Offsets in bytes from those in characters."""
    text = file.data.decode()
    return len(text[:start].encode()), len(text[:end].encode())
