# SPDX-License-Identifier: Apache-2.0
"""How long a VIP takes to move to another node, from the files alone.

What moves it stands in check.election, the times in model.timing, the priorities in model.priority.
HAProxy is taken to run wherever it can bind, and the owner to be the node of highest priority.
"""

from collections.abc import Iterator
from typing import Literal, get_args

from msgspec import Struct

from holdfast.check.candidate import Candidate, candidates
from holdfast.check.election import Opaque, Taken, detected, successor
from holdfast.check.notify_start import notify_starts
from holdfast.check.seconds import seconds
from holdfast.model.address import Address
from holdfast.model.binding import racing_binds
from holdfast.model.group import Group, groups
from holdfast.model.site import Site
from holdfast.model.timing import Bounds, handover, silence

Event = Literal["haproxy-gone", "keepalived-stop", "node-power"]
"""The faults of a drill that take the VIP from its owner."""


class Moves(Struct, frozen=True):
    """It moves to a node; `ms` counts from the event, `why` says what it is made of."""

    to: str
    ms: Bounds
    why: str


class Never(Struct, frozen=True):
    """It does not move, or moves to where nobody answers."""

    why: str


class Depends(Struct, frozen=True):
    """The files do not say: it depends on what these programs or files do."""

    on: tuple[str, ...]


Outcome = Moves | Never | Depends


class Estimate(Struct, frozen=True):
    """What an event on the owner of a group comes to."""

    group: str
    virtual_router_id: int
    vips: tuple[Address, ...]
    owner: str
    event: Event
    outcome: Outcome


def estimates(site: Site) -> tuple[Estimate, ...]:
    """Each event for each group, in the order in which the files name the groups."""
    return tuple(estimate for group in groups(site) for estimate in _of_group(group))


def _of_group(group: Group) -> Iterator[Estimate]:
    members = candidates(group)
    owner = max(members, key=lambda member: member.priority)
    peers = [m for m in members if m.node is not owner.node and m.priority > 0]
    for event in get_args(Event):
        outcome = _outcome(event, owner, peers) if peers else Never(_alone(owner, members))
        yield Estimate(group.name, group.virtual_router_id, group.vips, owner.name, event, outcome)


def _alone(owner: Candidate, members: list[Candidate]) -> str:
    others = [m.name for m in members if m.node is not owner.node]
    if not others:
        return f"only {owner.name} is in this group"
    return f"{' and '.join(others)} is in FAULT: a check there always fails"


def _outcome(event: Event, owner: Candidate, peers: list[Candidate]) -> Outcome:
    if event == "haproxy-gone":
        return _haproxy_gone(owner, peers)
    to = successor(peers)
    advert = to.advert_ms(owner)
    if event == "keepalived-stop":
        ms = handover(to.version, advert, to.priority)
        return _arrives(to, ms, f"{owner.name} sends priority 0, {to.name} waits {seconds(ms)}")
    ms = silence(to.version, advert, to.priority, to.instance.adverts_missed)
    return _arrives(to, ms, f"{to.name} hears nothing for {seconds(ms)}")


def _haproxy_gone(owner: Candidate, peers: list[Candidate]) -> Outcome:
    match detected(owner, peers):
        case Taken(to, by, detection, ms, how):
            why = f"{by} fails within {seconds(detection)}, then {how}: {seconds(ms)}"
            return _arrives(to, detection.plus(ms), why)
        case Opaque(on):
            return Depends(on)
        case str(why):
            return Never(why)


def _arrives(to: Candidate, ms: Bounds, why: str) -> Outcome:
    """Where it moves, HAProxy has to be running: before it owned the VIP, or started by notify."""
    moved = {vip.address for vip in to.instance.vips}
    racing = next((b for b, _, v in racing_binds(to.node) if v.address in moved), None)
    if racing is None or racing.conditional:
        return Moves(to.name, ms, why)
    starts = tuple(notify.command.program for notify, _ in notify_starts(to.node))
    if starts:
        return Depends(tuple(dict.fromkeys(starts)))
    return Never(
        f"{to.name} becomes the owner, and HAProxy is not running there: it could not bind "
        f"{racing.text}, see vip-bind-race"
    )
