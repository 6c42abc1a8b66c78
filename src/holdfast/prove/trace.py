# SPDX-License-Identifier: Apache-2.0
"""A trace as a story: what happens, in plain sentences, with the lines that decide it."""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.model.place import Place
from holdfast.model.timing import Bounds
from holdfast.prove.bounds import Times, Trace
from holdfast.prove.following import what_follows
from holdfast.prove.sentences import what_happens
from holdfast.prove.vrrp.codes import HAPROXY, KEEPALIVED, LEFT, State, is_master, state_name
from holdfast.prove.vrrp.model import Action, Vrrp
from holdfast.prove.vrrp.parameters import Reason as Sentence
from holdfast.prove.vrrp.strikes import Strike


class Act(Struct, frozen=True):
    """A fault or its undoing; `fault` is None for what happens by itself.

    `link` is an interface, `A,B` for both ways between two nodes, `A>B` for what A sends to B,
    or the check that changes its mind.
    """

    fault: str | None = None
    node: str | None = None
    link: str | None = None
    undo: bool = False


class GroupSeen(Struct, frozen=True):
    """An instance: keepalived's own word for its state, its effective priority, the VIPs it has."""

    state: str
    priority: int
    vips: tuple[str, ...]


class NodeSeen(Struct, frozen=True):
    """A node after a step; `groups` by the name of the instance."""

    haproxy: str
    keepalived: str
    groups: dict[str, GroupSeen]


class Told(Struct, frozen=True):
    """A step: what happened, how long after the step before, and what there is then."""

    action: Act
    says: str
    after_ms: Bounds
    state: dict[str, NodeSeen]
    at: tuple[Place, ...]


def story(model: Vrrp, trace: Trace) -> tuple[Told, ...]:
    """The steps of a trace; the first is the start of all nodes."""
    times = Times(model, trace)
    return tuple(_told(model, trace, number, times) for number in range(len(trace)))


def seen(model: Vrrp, state: State) -> dict[str, NodeSeen]:
    """What there is in a state."""
    return {
        values.name: NodeSeen(
            HAPROXY[view.node.haproxy] if values.haproxy is not None else "absent",
            KEEPALIVED[view.node.keepalived] if values.keepalived is not None else "absent",
            dict(_groups(model, state, n)),
        )
        for n, (values, view) in enumerate(zip(model.part.nodes, model.views(state), strict=True))
    }


def act(model: Vrrp, action: Action | None) -> Act:
    """The action as a fault of the drill's."""
    if action is None:
        return Act("boot")
    if not isinstance(action, Strike):
        return Act()
    nodes = model.part.nodes
    node = nodes[action.node]
    link: str | None = None
    match action.kind:
        case "partition":
            link = f"{node.name},{nodes[action.other].name}"
        case "partition-one-way":
            link = f"{node.name}>{nodes[action.other].name}"
        case "interface-down":
            link = node.interfaces[action.other]
        case "check-changes":
            link = node.checks[action.other].name
    return Act(action.kind, node.name, link, action.undo)


def _groups(model: Vrrp, state: State, n: int) -> Iterator[tuple[str, GroupSeen]]:
    for g in model.network.groups_of[n]:
        role = model.role(state, g, n)
        held = is_master(role) or role == LEFT
        priority = model.network.priority(g, n, state.nodes, state.roles)
        vips = model.part.groups[g].vips if held else ()
        yield model.network.members[g][n].name, GroupSeen(state_name(role), priority, vips)


def _told(model: Vrrp, trace: Trace, number: int, times: Times) -> Told:
    action, state = trace[number]
    before = trace[number - 1].state if number else None
    sentences: list[Sentence] = [what_happens(model, before, action, state)]
    if before is not None:
        sentences += what_follows(model, before, action, state)
    return Told(
        act(model, action),
        " ".join(f"{sentence.says}." for sentence in sentences if sentence.says),
        times.after(number),
        seen(model, state),
        tuple(dict.fromkeys(place for sentence in sentences for place in sentence.at)),
    )
