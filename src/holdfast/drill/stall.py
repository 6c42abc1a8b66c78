# SPDX-License-Identifier: Apache-2.0
"""A node that stands still, whole, for a time that is measured: what asks for it takes a while."""

from time import sleep

from holdfast.drill.acts import go_on, lose, stand_still
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.loss import ANY, Loss

_LOSES_WITHIN_MS = 20.0
"""So long it usually takes at most to tell the switch what it loses: a run of nft."""


class Stall:
    """Every process of a node stands still for `for_ms`, and no frame comes to it or from it.

    `lasted_ms` is how long that was in the end, from signal to signal.
    """

    def __init__(self, node: str, for_ms: float) -> None:
        self.for_ms = self.lasted_ms = for_ms
        self._node = node
        self._began_ms = 0.0

    @property
    def ready_after_ms(self) -> float:
        """When `make_ready` is to be over, counted from the end of `begin`; what is left it waits
        for itself."""
        return max(0.0, self.for_ms - _LOSES_WITHIN_MS)

    def begin(self, lab: Lab) -> None:
        """The processes first: the others wait from their last word on."""
        self._began_ms = now_ms()
        stand_still(self._node)(lab)
        lose(Loss(self._node, ANY), Loss(ANY, self._node))(lab)

    def make_ready(self, lab: Lab) -> None:
        """Until its time is over; what the node has to say at once then is to be heard."""
        lose()(lab)
        sleep(max(0.0, self._began_ms + self.for_ms - now_ms()) / 1000)

    def end(self, lab: Lab) -> None:
        """The processes go on."""
        self.lasted_ms = now_ms() - self._began_ms
        go_on(self._node)(lab)
