# SPDX-License-Identifier: Apache-2.0
"""A share of the adverts is lost, by chance."""

from functools import partial

from holdfast.drill.acts import lose
from holdfast.drill.chance import moves_by_loss
from holdfast.drill.fault import Passing, Phase, Scene
from holdfast.lab.deadlines import LOSS_MS
from holdfast.lab.loss import Loss

_PERCENT = (10, 20, 30)


def phases(scene: Scene) -> tuple[Phase, ...]:
    """VRRP's frames between all nodes, for a while; judged once nothing is lost any more."""
    return tuple(
        Phase(
            lose(*_between(scene.nodes, percent)),
            name=f"{percent} %",
            passing=Passing(LOSS_MS, lose()),
            needless_moves=partial(moves_by_loss, scene.site, percent / 100, LOSS_MS),
        )
        for percent in _PERCENT
    )


def _between(nodes: tuple[str, ...], percent: int) -> tuple[Loss, ...]:
    return tuple(
        Loss(sender, receiver, percent, vrrp_only=True)
        for sender in nodes
        for receiver in nodes
        if sender != receiver
    )
