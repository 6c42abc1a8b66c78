# SPDX-License-Identifier: Apache-2.0
"""The owner loses its power."""

from functools import partial

from holdfast.drill.acts import power_off
from holdfast.drill.fault import Phase, Scene
from holdfast.lab.errors import LabError
from holdfast.lab.lab import Lab


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Cut the owner's ports, then kill all of its processes; mended by a boot from cold."""
    owner = scene.owner
    return (
        Phase(power_off(owner), partial(_boot, node=owner), node=owner, off=frozenset((owner,))),
    )


def _boot(lab: Lab, node: str) -> None:
    """Raises LabError if the dead node sent anything: the drill would have shown another fault."""
    frames = lab.frames_seen(node)
    if frames:
        raise LabError(f"{node} sent {frames} frames after its power was cut: a defect of the lab")
    lab.boot(node)
