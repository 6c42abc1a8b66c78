# SPDX-License-Identifier: Apache-2.0
"""HAProxy on a node that does not own the VIP is restarted."""

from functools import partial

from holdfast.drill.fault import Phase, Scene
from holdfast.drill.stage.stage import HAPROXY
from holdfast.lab.lab import Lab


def phases(scene: Scene) -> tuple[Phase, ...]:
    """`systemctl restart haproxy` on each backup: it must run again afterwards."""
    return tuple(Phase(partial(_restart, node=node), node=node) for node in scene.backups)


def _restart(lab: Lab, node: str) -> None:
    lab.systemctl(node, "restart", HAPROXY)
