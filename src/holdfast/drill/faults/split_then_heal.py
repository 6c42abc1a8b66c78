# SPDX-License-Identifier: Apache-2.0
"""The nodes are parted until both sides own the VIP, and joined again."""

from holdfast.drill.acts import lose
from holdfast.drill.apart import split
from holdfast.drill.fault import Passing, Phase, Scene


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Judged from the moment on at which all hear each other again."""
    healed = Passing(scene.noticed_ms, lose())
    return (Phase(lose(*split(scene)), node=scene.owner, passing=healed),)
