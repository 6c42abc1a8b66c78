# SPDX-License-Identifier: Apache-2.0
"""keepalived on the owner is stopped, cleanly."""

from functools import partial

from holdfast.drill.fault import Phase, Scene
from holdfast.drill.stage.stage import KEEPALIVED
from holdfast.lab.lab import Lab


def phases(scene: Scene) -> tuple[Phase, ...]:
    """`systemctl stop keepalived` on the owner."""
    owner = scene.owner
    stop, start = (partial(_systemctl, node=owner, verb=verb) for verb in ("stop", "start"))
    return (Phase(stop, start, node=owner),)


def _systemctl(lab: Lab, node: str, verb: str) -> None:
    lab.systemctl(node, verb, KEEPALIVED)
