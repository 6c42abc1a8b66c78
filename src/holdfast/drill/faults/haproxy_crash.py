# SPDX-License-Identifier: Apache-2.0
"""HAProxy on the owner is killed; its unit starts it again."""

from holdfast.drill.acts import send
from holdfast.drill.fault import Phase, Scene
from holdfast.drill.stage.stage import HAPROXY


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Kill every process of HAProxy on the owner with SIGKILL, once."""
    strike = send(scene.owner, HAPROXY, "SIGKILL")
    return (Phase(strike, node=scene.owner, hit=frozenset((scene.owner,))),)
