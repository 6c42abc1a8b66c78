# SPDX-License-Identifier: Apache-2.0
"""The cable of the owner's network card is pulled."""

from holdfast.drill.acts import plug, pull
from holdfast.drill.fault import Phase, Scene
from holdfast.drill.verdict import Part


def phases(scene: Scene) -> tuple[Phase, ...]:
    """The card that the owner advertises on loses its carrier; nobody hears the node any more."""
    owner = scene.owner
    card = scene.cards[owner]
    apart = (Part(frozenset(scene.backups)), Part(frozenset((owner,)), served=False))
    return (Phase(pull(owner, card), plug(owner, card), node=owner, parts=apart),)
