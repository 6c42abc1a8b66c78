# SPDX-License-Identifier: Apache-2.0
"""The owner stands still for a while, whole, and goes on."""

from holdfast.drill.acts import freeze, go_on, lose
from holdfast.drill.chance import moves_by_stall
from holdfast.drill.demands import stays
from holdfast.drill.fault import Passing, Phase, Scene

_SHARES = (0.5, 0.9, 1.1)
"""Of the down interval."""


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Frozen for shares of the down interval; judged from the moment on at which it goes on."""
    return tuple(_stall(scene, share) for share in _SHARES)


def _stall(scene: Scene, share: float) -> Phase:
    stall_ms = share * scene.down_ms
    moves = moves_by_stall(scene.site, scene.owner, scene.owned, stall_ms)
    short = f"its owner stood still for no longer than {stall_ms:.0f} ms"
    return Phase(
        freeze(scene.owner),
        node=scene.owner,
        name=f"{share} x",
        # What the node has to say at once is heard: the switch loses nothing any more by then.
        passing=Passing(stall_ms, go_on(scene.owner), just_before=lose()),
        demands=() if moves else (stays(short),),
        needless_moves=moves,
    )
