# SPDX-License-Identifier: Apache-2.0
"""The owner is heard no more but hears, then hears no more but is heard."""

from holdfast.drill.acts import lose
from holdfast.drill.apart import all_ways
from holdfast.drill.demands import stays
from holdfast.drill.fault import Phase, Scene
from holdfast.drill.verdict import Part


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Only unheard it may lose the VIP, or share it: the others cannot know that it lives."""
    owner, backups = (scene.owner,), scene.backups
    apart = (Part(frozenset(backups)), Part(frozenset(owner), served=False))
    return (
        Phase(
            lose(*all_ways(owner, backups)),
            lose(),
            node=scene.owner,
            name="unheard",
            parts=apart,
            watch_ms=scene.noticed_ms,
        ),
        Phase(
            lose(*all_ways(backups, owner)),
            lose(),
            node=scene.owner,
            name="deaf",
            watch_ms=scene.noticed_ms,
            demands=(stays("the others hear its owner"),),
        ),
    )
