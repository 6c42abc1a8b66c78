# SPDX-License-Identifier: Apache-2.0
"""HAProxy on a node that does not own the VIP is restarted."""

from holdfast.drill.acts import systemctl
from holdfast.drill.fault import Phase, Scene
from holdfast.drill.stage.stage import HAPROXY


def phases(scene: Scene) -> tuple[Phase, ...]:
    """`systemctl restart haproxy` on each backup: it must run again afterwards."""
    return tuple(Phase(systemctl(node, "restart", HAPROXY), node=node) for node in scene.backups)
