# SPDX-License-Identifier: Apache-2.0
"""The owner and the other nodes no longer hear each other."""

from holdfast.drill.acts import lose
from holdfast.drill.apart import split
from holdfast.drill.fault import Phase, Scene
from holdfast.drill.verdict import Part


def phases(scene: Scene) -> tuple[Phase, ...]:
    """The switch passes nothing between the two sides; judged side by side while it lasts."""
    sides = (Part(frozenset((scene.owner,))), Part(frozenset(scene.backups)))
    return (
        Phase(
            lose(*split(scene)), lose(), node=scene.owner, parts=sides, watch_ms=scene.noticed_ms
        ),
    )
