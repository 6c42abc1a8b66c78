# SPDX-License-Identifier: Apache-2.0
"""What follows from the state of one node alone: computed once for each that occurs."""

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.model.priority import HIGHEST, LOWEST, OWNER
from holdfast.model.proof import Answer
from holdfast.model.timing import Bounds
from holdfast.prove.vrrp.codes import (
    ALIVE,
    BOOTS,
    FAILING,
    GONE,
    HANGS,
    KILLED,
    OFF,
    RUNS,
    STOPPED,
    SUCCEEDING,
    UNKNOWN,
    VERDICT,
    Packed,
    number,
    unpack,
)
from holdfast.prove.vrrp.parameters import Check, Member, Slice, Track

OK, FAULTY, WAITS = range(3)
"""Whether an instance may be BACKUP or MASTER, is in FAULT, or waits for its first verdicts."""

_VERDICTS = {"succeeds": SUCCEEDING, "fails": FAILING, "either": UNKNOWN}
"""What keepalived will know; nothing new of a check that `stays` as it is."""


class NodeView(NamedTuple):
    """`faults` in force here. Group by group, for groups it is a member of: `own`, what it may by
    itself, and `may`, with the others of its sync group; the priority, the priority of an owner
    that gave 255 up, whether its interface is up. `verdicts` are the checks' events with their
    bounds, `flips` the checks that may change their mind by themselves.
    """

    node: Packed
    up: bool
    alive: bool
    faults: int
    own: dict[int, int]
    may: dict[int, int]
    priority: dict[int, int]
    demoted: dict[int, int]
    wired: dict[int, bool]
    verdicts: tuple[tuple[int, Bounds], ...]
    flips: tuple[int, ...]


def node_view(part: Slice, index: int, packed: int) -> NodeView:
    """The view of a node of a slice."""
    values = part.nodes[index]
    node = unpack(packed, len(values.checks))
    members = {
        g: group.members[index] for g, group in enumerate(part.groups) if index in group.members
    }
    alive = node.keepalived == ALIVE
    own = {g: _may(member, node) for g, member in members.items()}
    may = {g: _with_sync(g, members, own) for g in members}
    faults = (node.haproxy in (HANGS, GONE)) + (node.keepalived in (STOPPED, KILLED))
    faults += node.down.bit_count() + (node.haproxy == OFF)
    return NodeView(
        node=node,
        up=node.haproxy != OFF,
        alive=alive,
        faults=faults,
        own=own,
        may=may,
        priority={g: _priority(m, m.priority, node) for g, m in members.items()},
        demoted={g: _priority(m, min(m.priority, OWNER - 1), node) for g, m in members.items()},
        wired={g: not node.down >> m.interface & 1 for g, m in members.items()},
        verdicts=tuple(_verdicts(values.checks, index, node)) if alive else (),
        flips=tuple(_flips(values.checks, node)) if alive else (),
    )


def answer(check: Check, haproxy: int) -> Answer:
    """What a check says while HAProxy is in this state."""
    if haproxy == RUNS:
        return check.running
    if haproxy == HANGS:
        return check.hung
    return check.boot if haproxy == BOOTS else check.dead


def first_known(check: Check, haproxy: int, before: int, *, booting: bool) -> int:
    """What keepalived knows when it starts; `before` is what was there without it."""
    if not check.prompt:
        return UNKNOWN
    if booting or check.reset:
        verdict = _VERDICTS[check.boot]
        return SUCCEEDING if verdict == UNKNOWN else verdict
    return told(check, haproxy, before)


def told(check: Check, haproxy: int, before: int) -> int:
    """What is there for a keepalived that starts, of a check that has its verdict at once."""
    verdict = _VERDICTS.get(answer(check, haproxy), before)
    return before if verdict == UNKNOWN and check.kept else verdict


def _verdicts(checks: tuple[Check, ...], index: int, node: Packed) -> Iterator[tuple[int, Bounds]]:
    for c, (check, known) in enumerate(zip(checks, node.known, strict=True)):
        verdict = _VERDICTS.get(answer(check, node.haproxy), known)
        for value in (SUCCEEDING, FAILING) if verdict == UNKNOWN else (verdict,):
            if known == UNKNOWN:
                yield number(VERDICT, index, c * 4 + value), check.first
            elif known != value and verdict != UNKNOWN:
                yield number(VERDICT, index, c * 4 + value), _time(check, value, node.haproxy)


def _time(check: Check, verdict: int, haproxy: int) -> Bounds:
    if verdict == SUCCEEDING:
        return check.rise
    return check.hangs if haproxy == HANGS else check.fall


def _flips(checks: tuple[Check, ...], node: Packed) -> Iterator[int]:
    for c, (check, known) in enumerate(zip(checks, node.known, strict=True)):
        if known != UNKNOWN and answer(check, node.haproxy) == "either":
            yield c


def _may(member: Member, node: Packed) -> int:
    if any(node.down >> interface & 1 for interface in member.interfaces):
        return FAULTY
    waits = member.stuck is not None
    for track in member.tracks:
        if track.weight == 0:
            verdict = fails(track, node)
            if verdict:
                return FAULTY
            waits |= verdict is None
    return WAITS if waits else OK


def _with_sync(g: int, members: dict[int, Member], own: dict[int, int]) -> int:
    """A member of a sync group shares the worst of its members' lot."""
    sync = members[g].sync
    lots = {own[p] for p in members if p == g or (sync is not None and members[p].sync == sync)}
    return FAULTY if FAULTY in lots else WAITS if WAITS in lots else OK


def fails(track: Track, node: Packed) -> bool | None:
    """Whether what it tracks fails, its `reverse` applied; None while nobody knows."""
    if track.of == "interface":
        down = bool(node.down >> track.number & 1)
        return down != track.reverse
    known = node.known[track.number]
    return None if known == UNKNOWN else (known == FAILING) != track.reverse


def _priority(member: Member, base: int, node: Packed) -> int:
    """The effective priority (vrrp_set_effective_priority, vrrp_track.c)."""
    if base == OWNER:
        return OWNER
    total = base + sum(_share(track, node) for track in member.tracks if track.weight)
    return max(LOWEST, min(HIGHEST, total))


def _share(track: Track, node: Packed) -> int:
    """What a track with a weight adds now; nothing before the first verdict."""
    if track.of == "interface":
        failing = bool(node.down >> track.number & 1)
    elif node.known[track.number] == UNKNOWN:
        return 0
    else:
        failing = node.known[track.number] == FAILING
    return track.shares[failing]
