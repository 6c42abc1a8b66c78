# SPDX-License-Identifier: Apache-2.0
"""The VIPs are moved to another node by plan, and back."""

from collections.abc import Iterator
from functools import partial

from holdfast.drill.demands import goes_there_and_back, never_orphaned
from holdfast.drill.fault import CannotPlay, Passing, Phase, Scene
from holdfast.drill.moving import carried_out, restored
from holdfast.lab.deadlines import DRAINED_MS, MOVE_BACK_MS, ORPHANED_MS
from holdfast.lab.lab import Lab
from holdfast.methods.method import Refused
from holdfast.methods.move import move, restoring
from holdfast.model.group import groups


def phases(scene: Scene) -> tuple[Phase, ...]:
    """The steps of `holdfast move`, there and back: both are judged as one."""
    there = move(scene.site, scene.site, tuple(_away(scene)), DRAINED_MS)
    if isinstance(there, Refused):
        return (Phase(partial(_refused, why=there.why)),)
    back = move(scene.site, there.after, scene.homes, DRAINED_MS)
    if isinstance(back, Refused):
        return (Phase(partial(_refused, why=back.why)),)
    return (
        Phase(
            carried_out(there, str),
            restored(restoring(scene.site, there.after)),
            name="there and back",
            passing=Passing(MOVE_BACK_MS, carried_out(back, str)),
            demands=(goes_there_and_back(), never_orphaned(ORPHANED_MS)),
            loses_nothing=there.relayed,
        ),
    )


def _away(scene: Scene) -> Iterator[str | None]:
    """For each group the node behind its owner, the first behind the last."""
    for group, home in zip(groups(scene.site), scene.homes, strict=True):
        names = [node.name or "" for node, _ in group.members]
        away = names[(names.index(home) + 1) % len(names)] if home in names else None
        yield away if away != home else None


def _refused(_lab: Lab, why: str) -> None:
    raise CannotPlay(f"the move was refused: {why}")
