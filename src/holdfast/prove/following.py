# SPDX-License-Identifier: Apache-2.0
"""What a step changes beside what happens: states, priorities, HAProxy; with what decides it."""

from collections.abc import Iterator

from holdfast.model.place import Place
from holdfast.prove.vrrp.codes import (
    EXPIRES,
    FAULT,
    HEARS,
    INACTIVE,
    LEFT,
    NONE,
    PUT_OFF,
    ROLE,
    STARTS,
    WAITING,
    State,
    event,
    is_backup,
    is_master,
    state_name,
)
from holdfast.prove.vrrp.model import Action, Vrrp
from holdfast.prove.vrrp.node_view import fails
from holdfast.prove.vrrp.parameters import NotifyEffect
from holdfast.prove.vrrp.parameters import Reason as Sentence
from holdfast.prove.vrrp.strikes import Kind, Strike


def what_follows(
    model: Vrrp, before: State, action: Action | None, after: State
) -> Iterator[Sentence]:
    """What the action changes at once beside itself."""
    told = _told_already(model, action)
    for g, group in enumerate(model.part.groups):
        for n, member in group.members.items():
            was, role = model.role(before, g, n), model.role(after, g, n)
            where = f"{member.name} on {model.part.nodes[n].name}"
            yield from _priority(model, before, after, g, n)
            if was & ROLE == WAITING and role & ROLE == FAULT:
                yield Sentence(f"{where} stays in FAULT", tuple(_why_fault(model, after, g, n)))
            elif (g, n) not in told and state_name(was) != state_name(role):
                yield _change(model, before, after, g, n, where)
    for n, view in enumerate(model.views(after)):
        if view.node.haproxy != model.network.view(n, before.nodes[n]).node.haproxy:
            yield from _notified(model, action, n, view.node.haproxy)


def _notified(model: Vrrp, action: Action | None, n: int, haproxy: int) -> Iterator[Sentence]:
    """What a notify program did to HAProxy; not what a fault of HAProxy's own or of power did."""
    effect = _EFFECTS.get(haproxy)
    struck = isinstance(action, Strike) and action.node == n and action.kind in _OF_HAPROXY
    if effect is not None and not struck:
        members = [model.network.members[g][n] for g in model.network.groups_of[n]]
        at = dict.fromkeys(place for member in members for place in member.notified(effect))
        says = f"A notify program {effect}s HAProxy on {model.part.nodes[n].name}"
        yield Sentence(says, tuple(at))


_EFFECTS: dict[int, NotifyEffect] = {STARTS: "start", INACTIVE: "stop"}
_OF_HAPROXY: frozenset[Kind] = frozenset(
    ("node-power", "haproxy-gone", "haproxy-crash", "restart-on-backup")
)


def _told_already(model: Vrrp, action: Action | None) -> set[tuple[int, int]]:
    if not isinstance(action, int):
        return set()
    kind, index, _ = event(action)
    return {divmod(index, model.network.size)} if kind in (EXPIRES, HEARS) else set()


def _priority(model: Vrrp, before: State, after: State, g: int, n: int) -> Iterator[Sentence]:
    view = model.network.view(n, after.nodes[n])
    if not view.alive or not model.network.view(n, before.nodes[n]).alive:
        return
    was = model.network.priority(g, n, before.nodes, before.roles)
    now = model.network.priority(g, n, after.nodes, after.roles)
    if was != now:
        member = model.network.members[g][n]
        places = tuple(track.place for track in member.tracks if track.weight)
        change = "falls" if now < was else "rises"
        off = ", and its wait is put off" if model.role(after, g, n) & PUT_OFF else ""
        where = f"{member.name} on {model.part.nodes[n].name}"
        yield Sentence(
            f"The priority of {where} {change} from {was} to {now}{off}",
            (member.at("priority"), *places),
        )


def _change(model: Vrrp, before: State, after: State, g: int, n: int, where: str) -> Sentence:
    was, role = model.role(before, g, n), model.role(after, g, n)
    if is_master(role):
        return Sentence(f"{where} becomes MASTER and takes {_vips(model, g)}")
    if role == LEFT:
        return Sentence(f"{_vips(model, g)} stays on {model.part.nodes[n].name}")
    if role == NONE:
        gives = f", and gives {_vips(model, g)} up" if is_master(was) else ""
        return Sentence(f"{where} ends{gives}" if gives else "")
    if role & ROLE == FAULT:
        return Sentence(f"{where} goes into FAULT", tuple(_why_fault(model, after, g, n)))
    if role & ROLE == WAITING:
        return Sentence(f"{where} waits for its checks")
    if is_master(was) and is_backup(role):
        return Sentence(f"{where} becomes BACKUP and gives {_vips(model, g)} up")
    if is_backup(role) and was & ROLE in (FAULT, WAITING):
        return Sentence(f"{where} becomes BACKUP")
    return Sentence("")


def _why_fault(model: Vrrp, state: State, g: int, n: int) -> Iterator[Place]:
    """The lines of what fails without a weight, here or in an instance that it moves with."""
    node = model.network.view(n, state.nodes[n]).node
    for p in (g, *model.network.sync_peers(g, n)):
        member = model.network.members[p][n]
        if any(node.down >> interface & 1 for interface in member.interfaces):
            yield member.at("interface")
        for track in member.tracks:
            if not track.weight and fails(track, node):
                yield track.place


def _vips(model: Vrrp, g: int) -> str:
    return ", ".join(model.part.groups[g].vips)
