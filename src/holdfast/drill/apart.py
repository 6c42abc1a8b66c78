# SPDX-License-Identifier: Apache-2.0
"""The owner on one side, the other nodes on the other, and what is lost between them."""

from collections.abc import Iterable

from holdfast.drill.fault import Scene
from holdfast.lab.loss import Loss


def all_ways(senders: Iterable[str], receivers: Iterable[str]) -> tuple[Loss, ...]:
    """Every frame from one of the senders to one of the receivers."""
    heard = tuple(receivers)
    return tuple(Loss(sender, receiver) for sender in senders for receiver in heard)


def split(scene: Scene) -> tuple[Loss, ...]:
    """The owner and the others hear nothing of each other."""
    owner = (scene.owner,)
    return (*all_ways(owner, scene.backups), *all_ways(scene.backups, owner))
