# SPDX-License-Identifier: Apache-2.0
"""What the nodes must agree on is changed: on one node after the other, and by plan."""

from collections.abc import Iterator, Sequence
from functools import partial

from holdfast.apply.plan.plan import plan
from holdfast.drill.agreed import agreed_changes
from holdfast.drill.demands import never_leaves
from holdfast.drill.fault import CannotPlay, Passing, Phase, Scene
from holdfast.drill.moving import restored
from holdfast.lab.deadlines import DRAINED_MS
from holdfast.lab.lab import Lab
from holdfast.lab.runner import carry_out
from holdfast.methods.method import Refused
from holdfast.methods.move import restoring
from holdfast.model.site import Site
from holdfast.model.steps import Step


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Each change as it is done by hand, with a time between the nodes, and as `plan` has it."""
    return tuple(_phases(scene))


def _phases(scene: Scene) -> Iterator[Phase]:
    for what, after in agreed_changes(scene.site):
        if after is None:
            yield Phase(partial(_cannot, why="a definition or a sequence makes an instance"))
        else:
            yield _by_hand(scene, f"{what} by hand", after)
            yield _by_plan(scene, f"{what} by plan", after)


def _by_hand(scene: Scene, name: str, after: Site) -> Phase:
    """Judged once the last node has followed: until then two owners are what is to be seen."""
    first, *others = restoring(after, scene.site)
    return Phase(
        partial(_carry_out, steps=[first]),
        restored(restoring(scene.site, after)),
        name=name,
        passing=Passing(scene.noticed_ms, partial(_carry_out, steps=others)),
    )


def _by_plan(scene: Scene, name: str, after: Site) -> Phase:
    """Judged from the first step on. Every one of these changes is taken by a reload."""
    planned = plan(scene.site, after, DRAINED_MS)
    if isinstance(planned, Refused):
        return Phase(partial(_cannot, why=planned.why), name=name)
    if planned.owners != scene.homes:
        why = "the owners are not those that the files elect, and a plan starts from these"
        return Phase(partial(_cannot, why=why), name=name)
    return Phase(
        partial(_carry_out, steps=planned.steps),
        restored(restoring(scene.site, after)),
        name=name,
        two_owners_ms=0.0,
        demands=(never_leaves("all nodes were changed together"),),
        loses_nothing=True,
    )


def _carry_out(lab: Lab, steps: Sequence[Step]) -> None:
    stopped = carry_out(lab, steps, str)
    if stopped is not None:
        raise CannotPlay(f"the change stopped ({stopped.step.says}): {stopped.why}")


def _cannot(_lab: Lab, why: str) -> None:
    raise CannotPlay(f"the change cannot be made: {why}")
