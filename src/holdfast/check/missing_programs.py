# SPDX-License-Identifier: Apache-2.0
"""Programs that keepalived is told to execute and that it cannot."""

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.check.copied import copied
from holdfast.check.finding import Also, Fix
from holdfast.check.used_commands import Used, used_commands
from holdfast.model.change import NewMode
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.text.span import Span

MODE = 0o755


class Missing(NamedTuple):
    """A command, what is wrong and what to do, the same file on another node, the fix."""

    node: Node
    used: Used
    why: str
    also: tuple[Also, ...] = ()
    fix: Fix | None = None


def missing_programs(site: Site) -> Iterator[Missing]:
    """Absolute paths only. A path is surely missing where its folder is among the node's files, or
    another node has the file."""
    for node in site.nodes:
        for used in used_commands(node):
            file = node.programs.get(used.command.program)
            if file is None or (file.there and file.executable):
                continue
            if file.there:
                fix = _executable(node, file.path)
                yield Missing(node, used, f"is not executable; `chmod {MODE:o}` it", fix=fix)
                continue
            other = _elsewhere(site, node, file.path)
            if other is not None:
                why = f"is not there, but on {other.name} it is; copy it here"
                also = Also(_shown_by(other, file.path), "is there on this node")
                yield Missing(node, used, why, (also,), copied(node, file.path, other, MODE))
            elif file.there is False:
                yield Missing(node, used, "is not there; put it there, or correct the path")


def _executable(node: Node, path: str) -> Fix | None:
    """The mode of a script; a compiled program is not read."""
    file = node.file(path)
    return Fix("unsafe", (NewMode(node.name, file.path, MODE),)) if file is not None else None


def _elsewhere(site: Site, here: Node, path: str) -> Node | None:
    for node in site.nodes:
        found = node.programs.get(path)
        if node is not here and found is not None and found.there:
            return node
    return None


def _shown_by(node: Node, path: str) -> Place:
    """The file; a compiled program, which is not read, is shown by the line that runs it."""
    file = node.file(path)
    if file is not None:
        return Place(node.name, file.path, Span(0, 0))
    return next(used.command.place for used in used_commands(node) if used.command.program == path)
