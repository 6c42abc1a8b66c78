# SPDX-License-Identifier: Apache-2.0
"""All events of a lab so far, and what they add up to. Pure."""

from collections.abc import Sequence

from holdfast.lab.events import AddressChanged, Event, NodeChanged, UnitChanged


class History:
    """`next` is the number of the first event that was not taken yet."""

    def __init__(self) -> None:
        self.next = 0
        self.events: list[Event] = []
        self.units: dict[tuple[str, str], UnitChanged] = {}
        self.addresses: dict[str, set[tuple[str, str]]] = {}

    def take(self, events: Sequence[Event], following: int) -> None:
        """Add events in their order."""
        self.next = following
        self.events += events
        for event in events:
            self._apply(event)

    def _apply(self, event: Event) -> None:
        match event:
            case UnitChanged(_, node, unit):
                self.units[node, unit] = event
            case AddressChanged(_, node, interface, address, present):
                addresses = self.addresses.setdefault(node, set())
                (addresses.add if present else addresses.discard)((interface, address))
            case NodeChanged(_, node, "off" | "died"):
                self.addresses.pop(node, None)
                for key in [key for key in self.units if key[0] == node]:
                    del self.units[key]
