# SPDX-License-Identifier: Apache-2.0
"""The fix that several faults of `state MASTER` have in common."""

from holdfast.check.finding import Fix
from holdfast.model.change import FileEdit
from holdfast.model.priority import OWNER
from holdfast.model.site import Node
from holdfast.model.vrrp import VrrpInstance
from holdfast.text.edit import Edit
from holdfast.text.span import Span

MASTER, BACKUP = b"MASTER", b"BACKUP"


def state_backup(node: Node, instance: VrrpInstance) -> Fix | None:
    """`state BACKUP`; none where that would change the priority, or the word is a variable's."""
    place = instance.at("state")
    end = place.span.end
    start = end - len(MASTER)
    if instance.priority == OWNER or node.files[place.path].data[start:end] != MASTER:
        return None
    return Fix("safe", (FileEdit(place.node, place.path, Edit(Span(start, end), BACKUP)),))
