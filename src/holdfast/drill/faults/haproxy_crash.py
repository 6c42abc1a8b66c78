# SPDX-License-Identifier: Apache-2.0
"""HAProxy on the owner is killed; its unit starts it again."""

from functools import partial

from holdfast.drill.fault import Phase, Scene
from holdfast.drill.stage.stage import HAPROXY
from holdfast.lab.lab import Lab


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Kill every process of HAProxy on the owner with SIGKILL, once."""
    strike = partial(_kill, node=scene.owner)
    return (Phase(strike, node=scene.owner, hit=frozenset((scene.owner,))),)


def _kill(lab: Lab, node: str) -> None:
    lab.kill(node, HAPROXY, "SIGKILL")
