# SPDX-License-Identifier: Apache-2.0
"""What comes from outside: faults, their undoing, and checks that change their mind."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, assert_never, get_args

from holdfast.prove.vrrp.codes import (
    ALIVE,
    FAILING,
    GONE,
    HANGS,
    KILLED,
    LEFT,
    NONE,
    OFF,
    RESTARTS,
    RUNS,
    STARTS,
    STOPPED,
    SUCCEEDING,
    Packed,
    State,
    is_master,
    pack,
)
from holdfast.prove.vrrp.network import Network
from holdfast.prove.vrrp.node_view import NodeView
from holdfast.prove.vrrp.starting import boot, end_keepalived, start_keepalived
from holdfast.prove.vrrp.turn import Turn

Kind = Literal[
    "node-power",
    "haproxy-gone",
    "haproxy-hung",
    "haproxy-crash",
    "restart-on-backup",
    "keepalived-stop",
    "keepalived-killed",
    "interface-down",
    "partition",
    "partition-one-way",
    "check-changes",
]
KINDS: frozenset[Kind] = frozenset(get_args(Kind))
OFF_NODE = pack(Packed(OFF, 3, 0, ()))
"""A node without power."""


class Strike(NamedTuple):
    """`other` is an interface or a check of the node, or the other end of a link.

    One way: the packets from `node` to `other` are lost.
    """

    kind: Kind
    node: int
    other: int = 0
    undo: bool = False


def lost_links(lost: int, size: int) -> int:
    """How many pairs of nodes are cut, one way or both."""
    return sum(1 for a in range(size) for b in range(a) if _cut(lost, a, b, size))


def strikes(network: Network, state: State, kinds: frozenset[Kind], most: int) -> Iterator[Strike]:
    """Every strike on a settled state that leaves at most so many faults in force."""
    views = [network.view(n, packed) for n, packed in enumerate(state.nodes)]
    in_force = sum(view.faults for view in views) + lost_links(state.lost, network.size)
    room = in_force < most
    for n, view in enumerate(views):
        for one in _on_node(network, state, n, view, room=room):
            if one.kind in kinds:
                yield one
    for one in _on_links(network, state, views, room=room):
        if one.kind in kinds:
            yield one


def strike(turn: Turn, one: Strike) -> None:
    """Do it."""
    n = one.node
    match one.kind:
        case "node-power":
            if one.undo:
                boot(turn, n)
            else:
                turn.silence(n, NONE)
                turn.nodes[n] = OFF_NODE
        case "haproxy-gone":
            turn.change(n, haproxy=STARTS if one.undo else GONE)
        case "haproxy-hung":
            turn.change(n, haproxy=RUNS if one.undo else HANGS)
        case "haproxy-crash" | "restart-on-backup":
            turn.change(n, haproxy=STARTS)
        case "keepalived-stop" | "keepalived-killed":
            _keepalived(turn, one)
        case "interface-down":
            turn.change(n, down=turn.view(n).node.down ^ 1 << one.other)
        case "partition" | "partition-one-way":
            turn.lost = _relink(turn.lost, one, turn.network.size)
        case "check-changes":
            known = list(turn.view(n).node.known)
            known[one.other] = SUCCEEDING if one.undo else FAILING
            turn.change(n, known=tuple(known))
        case _:
            assert_never(one.kind)


def _keepalived(turn: Turn, one: Strike) -> None:
    n = one.node
    if one.undo:
        start_keepalived(turn, n)
    elif one.kind == "keepalived-stop":
        turn.farewell(n)
        end_keepalived(turn, n, STOPPED)
    else:
        unit = turn.network.part.nodes[n].keepalived
        turn.silence(n, LEFT)
        end_keepalived(turn, n, RESTARTS if unit is not None and unit.after_crash else KILLED)


def _on_node(
    network: Network, state: State, n: int, view: NodeView, *, room: bool
) -> Iterator[Strike]:
    if not view.up:
        yield Strike("node-power", n, undo=True)
        return
    if room and not view.faults:
        yield Strike("node-power", n)
    yield from _on_haproxy(network, state, n, view, room=room)
    if view.node.keepalived == ALIVE:
        if room:
            yield Strike("keepalived-stop", n)
            yield Strike("keepalived-killed", n)
    elif view.node.keepalived == STOPPED:
        yield Strike("keepalived-stop", n, undo=True)
    elif view.node.keepalived == KILLED:
        yield Strike("keepalived-killed", n, undo=True)
    for interface in range(len(network.part.nodes[n].interfaces)):
        down = bool(view.node.down >> interface & 1)
        if down or room:
            yield Strike("interface-down", n, interface, undo=down)
    for check in view.flips:
        yield Strike("check-changes", n, check, undo=view.node.known[check] == FAILING)


def _on_haproxy(
    network: Network, state: State, n: int, view: NodeView, *, room: bool
) -> Iterator[Strike]:
    unit, haproxy = network.part.nodes[n].haproxy, view.node.haproxy
    if unit is not None and haproxy == RUNS and room:
        yield Strike("haproxy-gone", n)
        yield Strike("haproxy-hung", n)
        if unit.after_crash:
            yield Strike("haproxy-crash", n)
        roles = (state.roles[g * network.size + n] for g in network.groups_of[n])
        if not any(is_master(role) for role in roles):
            yield Strike("restart-on-backup", n)
    elif haproxy == GONE:
        yield Strike("haproxy-gone", n, undo=True)
    elif haproxy == HANGS:
        yield Strike("haproxy-hung", n, undo=True)


def _on_links(
    network: Network, state: State, views: list[NodeView], *, room: bool
) -> Iterator[Strike]:
    for a, b in network.pairs:
        if _cut(state.lost, a, b, network.size):
            both = _cut_ways(state.lost, a, b, network.size) == 2
            kind: Kind = "partition" if both else "partition-one-way"
            forth = bool(state.lost >> (a * network.size + b) & 1)
            yield Strike(kind, a if forth else b, b if forth else a, undo=True)
        elif room and views[a].up and views[b].up:
            yield Strike("partition", a, b)
            yield Strike("partition-one-way", a, b)
            yield Strike("partition-one-way", b, a)


def _relink(lost: int, one: Strike, size: int) -> int:
    forth = 1 << (one.node * size + one.other)
    back = 1 << (one.other * size + one.node)
    if one.undo:
        return lost & ~(forth | back)
    return lost | forth | (back if one.kind == "partition" else 0)


def _cut(lost: int, a: int, b: int, size: int) -> bool:
    return _cut_ways(lost, a, b, size) > 0


def _cut_ways(lost: int, a: int, b: int, size: int) -> int:
    return (lost >> (a * size + b) & 1) + (lost >> (b * size + a) & 1)
