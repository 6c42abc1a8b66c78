# SPDX-License-Identifier: Apache-2.0
"""A planned move in a lab: its steps as something that a fault does, and the move to one node."""

from collections.abc import Callable, Iterator
from functools import partial

from holdfast.drill.demands import goes_to, never_orphaned
from holdfast.drill.fault import Act, CannotPlay, Fault, Phase, Scene
from holdfast.lab.deadlines import DRAINED_MS, ORPHANED_MS
from holdfast.lab.gates import connections
from holdfast.lab.lab import Lab
from holdfast.lab.runner import Tell, carry_out
from holdfast.methods.health_gates import has_relay
from holdfast.methods.method import Refused
from holdfast.methods.move import Move, move, restoring
from holdfast.methods.move_ranks import Owners
from holdfast.model.address import Address
from holdfast.model.group import Group, groups
from holdfast.model.site import Site
from holdfast.model.steps import Drained, Step

Say = Callable[[str], object]
"""Told a sentence that is to stay on the screen."""


def move_to(site: Site, node: str, tell: Tell, say: Say) -> Fault | Refused:
    """The move of every VIP that the node may own, as a fault for `play.drill`.

    `say` hears beforehand what will break.
    """
    to = tuple(node if _is_member(group, node) else None for group in groups(site))
    if not any(to):
        return Refused(f"{node} has no VRRP instance with a VIP: it cannot own any")
    if not any(owner and len(g.members) > 1 for g, owner in zip(groups(site), to, strict=True)):
        return Refused(f"no VIP of {node} is on another of these nodes: name the whole site")
    planned = move(site, site, to, DRAINED_MS)
    if isinstance(planned, Refused):
        return planned

    def phases(scene: Scene) -> tuple[Phase, ...]:
        strike = partial(_strike, scene=scene, to=to, planned=planned, tell=tell, say=say)
        return (
            Phase(
                strike,
                restored(restoring(site, planned.after)),
                node=node,
                demands=(goes_to(node, frozenset(_vips(site, to))), never_orphaned(ORPHANED_MS)),
                loses_nothing=planned.relayed,
            ),
        )

    return Fault("move", phases)


def carried_out(planned: Move, tell: Tell) -> Act:
    """All steps of a move; raises CannotPlay where one stops."""
    return partial(_carry_out, steps=planned.steps, tell=tell)


def restored(steps: tuple[Step, ...]) -> Act:
    """The files as they were, whatever comes of it: also where keepalived cannot read them."""
    return lambda lab: carry_out(lab, steps, str)


def _carry_out(lab: Lab, steps: tuple[Step, ...], tell: Tell) -> None:
    stopped = carry_out(lab, steps, tell)
    if stopped is not None:
        raise CannotPlay(f"the move stopped ({stopped.step.says}): {stopped.why}")


def _strike(lab: Lab, *, scene: Scene, to: Owners, planned: Move, tell: Tell, say: Say) -> None:
    placed = [(home, owner) for home, owner in zip(scene.homes, to, strict=True) if owner]
    if all(home == owner for home, owner in placed):
        say(f"{placed[0][1]} owns every VIP already that it may own: nothing moves")
    if not has_relay(scene.site):
        for node, vips in _giving_up(scene, to).items():
            held = connections(lab, Drained(node, tuple(vips), 0))
            if held:
                say(
                    f"{node} has {held} connections of clients, which will break: the site has no "
                    "relay (holdfast explain relay)"
                )
    _carry_out(lab, planned.steps, tell)


def _giving_up(scene: Scene, to: Owners) -> dict[str, list[Address]]:
    """The VIPs that each node is to lose."""
    found: dict[str, list[Address]] = {}
    for group, home, owner in zip(groups(scene.site), scene.homes, to, strict=True):
        if owner is not None and home not in (None, owner):
            found.setdefault(str(home), []).extend(group.vips)
    return found


def _vips(site: Site, to: Owners) -> Iterator[str]:
    for group, owner in zip(groups(site), to, strict=True):
        if owner is not None:
            yield from map(str, group.vips)


def _is_member(group: Group, name: str) -> bool:
    return any(node.name == name for node, _ in group.members)
