# SPDX-License-Identifier: Apache-2.0
"""What a folder does not speak of stays on the host, unless it is a copy of what was read there."""

from collections.abc import Iterator

from msgspec.structs import replace

from holdfast.apply.plan.owners import known_facts
from holdfast.load.reload import reload
from holdfast.methods.health_gates import named
from holdfast.model.change import Change, FileEdit, NewFile
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def completed(present: Site, wanted: Site) -> Site:
    """The wanted site with the files that its nodes have beside those of its folders.

    A copy of a collected node is complete and left as it is: it has facts.json, and a file that is
    not in it is to go. One that was written by hand, or by `init`, has no users, no network and no
    units of the distribution's, and nobody wants those gone.
    """
    return replace(
        wanted,
        nodes=tuple(_complete(named(present, node.name or ""), node) for node in wanted.nodes),
    )


def _complete(before: Node, after: Node) -> Node:
    if known_facts(before) is None or known_facts(after) is not None:
        return after
    (made,) = reload(Site("", (before,)), _changes(before, after)).nodes
    return made


def _changes(before: Node, after: Node) -> Iterator[Change]:
    for path, file in after.files.items():
        real = before.links.get(path, path)
        old = before.files.get(real)
        if old is None:
            yield NewFile(before.name, real, file.data, file.mode)
        elif old.data != file.data:
            yield FileEdit(before.name, real, Edit(Span(0, len(old.data)), file.data))
