# SPDX-License-Identifier: Apache-2.0
"""HAProxy on the owner dies and stays dead."""

from holdfast.drill.acts import hold, release
from holdfast.drill.fault import Phase, Scene
from holdfast.drill.stage.stage import HAPROXY


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Kill HAProxy on the owner and let no start of it succeed."""
    owner = scene.owner
    hit = frozenset((owner,))
    return (Phase(hold(owner, HAPROXY), release(owner, HAPROXY), node=owner, hit=hit),)
