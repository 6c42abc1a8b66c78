# SPDX-License-Identifier: Apache-2.0
"""A systemd drop-in as a change, and the place of what is said about a unit."""

from holdfast.model.change import NewFile
from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.model.unit import OWN_UNITS
from holdfast.text.span import Span


def stands_at(node: Node, unit: str) -> Place:
    """The last file of the unit among the node's; else the first of keepalived.conf, for a unit
    that is the distribution's alone."""
    paths = node.units[unit].paths or node.keepalived.paths
    return Place(node.name, paths[-1] if node.units[unit].paths else paths[0], Span(0, 0))


def drop_in(node: Node, unit: str, name: str, section: str, *lines: str) -> NewFile | None:
    """A new file with these settings; None where a file of that name is there."""
    path = f"{OWN_UNITS}/{unit}.d/{name}.conf"
    if path in node.files:
        return None
    return NewFile(node.name, path, "\n".join([f"[{section}]", *lines, ""]).encode())
