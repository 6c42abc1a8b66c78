# SPDX-License-Identifier: Apache-2.0
"""What the nodes must agree on is changed on one node after the other."""

from collections.abc import Sequence
from functools import partial

from holdfast.drill.agreed import agreed_changes
from holdfast.drill.fault import CannotPlay, Passing, Phase, Scene
from holdfast.drill.moving import restored
from holdfast.lab.lab import Lab
from holdfast.lab.runner import carry_out
from holdfast.methods.move import restoring
from holdfast.model.site import Site
from holdfast.model.steps import Step


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Each change node by node, with the time between that an operator takes."""
    return tuple(
        _by_hand(scene, f"{what}, node by node", after)
        for what, after in agreed_changes(scene.site)
    )


def _by_hand(scene: Scene, name: str, after: Site | None) -> Phase:
    """Judged once the last node has followed: until then two owners are what is to be seen."""
    if after is None:
        return Phase(_cannot, name=name)
    first, *others = restoring(after, scene.site)
    return Phase(
        partial(_carry_out, steps=[first]),
        restored(restoring(scene.site, after)),
        name=name,
        passing=Passing(scene.noticed_ms, partial(_carry_out, steps=others)),
    )


def _carry_out(lab: Lab, steps: Sequence[Step]) -> None:
    stopped = carry_out(lab, steps, str)
    if stopped is not None:
        raise CannotPlay(f"the change stopped ({stopped.step.says}): {stopped.why}")


def _cannot(_lab: Lab) -> None:
    raise CannotPlay("a definition or a sequence makes an instance: its change cannot be written")
