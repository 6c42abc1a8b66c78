# SPDX-License-Identifier: Apache-2.0
"""Plans of single nodes put together, and the words that all methods share."""

from collections.abc import Callable

from holdfast.methods.method import Plan, Refused
from holdfast.model.change import Change
from holdfast.model.site import Node, Site

READ_AGAIN = (
    "let HAProxy read its file: systemctl reload haproxy; where it is dead: systemctl reset-failed "
    "haproxy, then systemctl start haproxy"
)

NodePlan = Callable[[Node], Plan | Refused]


def plan_nodes(site: Site, plan_node: NodePlan) -> Plan | Refused:
    """What each node needs, as one plan; refused as soon as one node's is.

    A note that several nodes share is told once, before those about one node.
    """
    changes: dict[Change, None] = {}
    notes: dict[str, bool] = {}
    for node in site.nodes:
        plan = plan_node(node)
        if isinstance(plan, Refused):
            return plan
        changes |= dict.fromkeys(plan.changes)
        notes |= {note: _is_about(node, note) for note in plan.notes}
    return Plan(tuple(changes), tuple(sorted(notes, key=lambda note: notes[note])))


def _is_about(node: Node, note: str) -> bool:
    return bool(node.name) and note.startswith(label(node))


def needs_folder(method: str, option: str = "") -> Refused:
    """What to answer for loose files where a method writes files beside them.

    `option` is that of `fix`, where it is no --method.
    """
    return Refused(
        f"{method} writes other files of the node, so it needs the node's folder: "
        f"holdfast fix lb1=DIR lb2=DIR {option or f'--method {method}'}"
    )


def label(node: Node) -> str:
    """How a note or a refusal begins where it speaks of one node."""
    return f"{node.name}: " if node.name else ""
