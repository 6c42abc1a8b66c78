# SPDX-License-Identifier: Apache-2.0
"""HAProxy on the owner dies and stays dead."""

from functools import partial

from holdfast.drill.fault import Phase, Scene
from holdfast.drill.stage.stage import HAPROXY
from holdfast.lab.lab import Lab


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Kill HAProxy on the owner and let no start of it succeed."""
    owner = scene.owner
    hit = frozenset((owner,))
    return (Phase(partial(_hold, node=owner), partial(_release, node=owner), node=owner, hit=hit),)


def _hold(lab: Lab, node: str) -> None:
    lab.hold(node, HAPROXY)


def _release(lab: Lab, node: str) -> None:
    lab.release(node, HAPROXY)
