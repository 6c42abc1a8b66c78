# SPDX-License-Identifier: Apache-2.0
"""Programs that keepalived is told to execute and that it cannot."""

from collections.abc import Iterator

from holdfast.check.used_commands import Used, used_commands
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.text.span import Span

Missing = tuple[Node, Used, str, Place | None]
"""The node, the command, what is wrong and what to do, the same file on another node."""


def missing_programs(site: Site) -> Iterator[Missing]:
    """Absolute paths only. A path is surely missing where its folder is among the node's files, or
    another node has the file."""
    for node in site.nodes:
        for used in used_commands(node):
            file = node.programs.get(used.command.program)
            if file is None or (file.there and file.executable):
                continue
            if file.there:
                yield node, used, "is not executable; `chmod 755` it", None
                continue
            other = _elsewhere(site, node, file.path)
            if other is not None:
                yield node, used, f"is not there, but on {other.node} it is; copy it here", other
            elif file.there is False:
                yield node, used, "is not there; put it there, or correct the path", None


def _elsewhere(site: Site, here: Node, path: str) -> Place | None:
    for node in site.nodes:
        found = node.programs.get(path)
        if node is not here and found is not None and found.there:
            return _shown_by(node, path)
    return None


def _shown_by(node: Node, path: str) -> Place:
    """The file; a compiled program, which is not read, is shown by the line that runs it."""
    file = node.file(path)
    if file is not None:
        return Place(node.name, file.path, Span(0, 0))
    return next(used.command.place for used in used_commands(node) if used.command.program == path)
