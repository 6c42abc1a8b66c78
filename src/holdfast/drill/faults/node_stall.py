# SPDX-License-Identifier: Apache-2.0
"""The owner stands still for a while, whole, and goes on."""

from collections.abc import Callable, Sequence
from functools import partial

from holdfast.drill.chance import moves_by_stall
from holdfast.drill.demands import Demand, stays
from holdfast.drill.fault import Passing, Phase, Scene
from holdfast.drill.record import OwnersAt
from holdfast.drill.stall import Stall

_SHARES = (0.5, 0.9, 1.1)
"""Of the down interval."""


def phases(scene: Scene) -> tuple[Phase, ...]:
    """Frozen for shares of the down interval; judged from the moment on at which it goes on."""
    return tuple(_stall(scene, share) for share in _SHARES)


def _stall(scene: Scene, share: float) -> Phase:
    """What is to be expected is that of the stall as it was: a busy machine makes it longer."""
    stall = Stall(scene.owner, share * scene.down_ms)
    moves = partial(moves_by_stall, scene.site, scene.owner, scene.owned)
    stays_put = Demand("no-needless-move", partial(_moved, stall=stall, moves=moves))
    return Phase(
        stall.begin,
        node=scene.owner,
        name=f"{share} x",
        passing=Passing(stall.ready_after_ms, stall.end, just_before=stall.make_ready),
        demands=() if moves(stall.for_ms) else (stays_put,),
        needless_moves=lambda: moves(stall.lasted_ms),
    )


def _moved(
    steps: Sequence[OwnersAt], passed_ms: float, stall: Stall, moves: Callable[[float], float]
) -> str | None:
    if moves(stall.lasted_ms):
        return None
    short = f"its owner stood still for no longer than {stall.lasted_ms:.0f} ms"
    return stays(short).missed(steps, passed_ms)
