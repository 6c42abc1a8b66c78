# SPDX-License-Identifier: Apache-2.0
"""keepalived on the owner is stopped, cleanly."""

from holdfast.drill.acts import systemctl
from holdfast.drill.fault import Phase, Scene
from holdfast.drill.stage.stage import KEEPALIVED


def phases(scene: Scene) -> tuple[Phase, ...]:
    """`systemctl stop keepalived` on the owner."""
    stop, start = (systemctl(scene.owner, verb, KEEPALIVED) for verb in ("stop", "start"))
    return (Phase(stop, start, node=scene.owner),)
