# SPDX-License-Identifier: Apache-2.0
"""HAProxy may bind the VIP although the node does not have it: one word on the bind line."""

from holdfast.methods.bind_line import address_word
from holdfast.methods.method import Plan, Refused
from holdfast.methods.plans import READ_AGAIN, plan_nodes
from holdfast.model.binding import racing_binds
from holdfast.model.change import FileEdit
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def plan(site: Site) -> Plan | Refused:
    """` transparent` right behind the address of each racing bind.

    The addresses of one line share their options, so it is put there once (HAProxy 2.6
    configuration manual, 4.2 "bind", 5.1 "transparent").
    """
    return plan_nodes(site, _plan_node)


def _plan_node(node: Node) -> Plan:
    ends = {
        (bind.line.path, address_word(node, bind).end): None for bind, _, _ in racing_binds(node)
    }
    changes = tuple(
        FileEdit(node.name, path, Edit(Span(end, end), b" transparent")) for path, end in ends
    )
    return Plan(changes, (READ_AGAIN,) if changes else ())
