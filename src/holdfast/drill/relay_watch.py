# SPDX-License-Identifier: Apache-2.0
"""What the relay's tables count on the nodes that have one."""

from collections.abc import Mapping, Sequence

from holdfast.lab.errors import LabError
from holdfast.lab.lab import Lab
from holdfast.load.firewall.relay_counters import relayed
from holdfast.model.relay import RELAY_PATH, Relayed

_NONE = Relayed(0, 0, 0)


class RelayWatch:
    """The counters since `begin`, and where the relay goes on standing in for a dead HAProxy."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._nodes = tuple(node.name for node in lab.spec.nodes if RELAY_PATH in node.files)
        self._first: Mapping[str, Relayed] = {}
        self._last: Mapping[str, Relayed] = {}
        self.lending: tuple[str, ...] = ()
        """The nodes that lent connections between the last two looks, and long since."""

    def begin(self) -> None:
        """Count from here on."""
        self._first = self._last = self._read()
        self.lending = ()

    def look(self) -> None:
        """Find out who has been lending since the last look."""
        now = self._read()
        self.lending = tuple(n for n in self._nodes if _risen(self._last[n], now[n]).overdue)
        self._last = now

    def overdue(self) -> tuple[str, ...]:
        """The nodes that have lent connections since `begin` when their HAProxy was long dead."""
        now = self._read()
        return tuple(n for n in self._nodes if _risen(self._first[n], now[n]).overdue)

    def counted(self) -> Relayed | None:
        """What all nodes together have handed on since `begin`; None without a relay.

        What a node had counted before it was switched off is lost.
        """
        now = self._read()
        risen = [_risen(self._first[node], now[node]) for node in self._nodes]
        return _sum(risen) if risen else None

    def _read(self) -> dict[str, Relayed]:
        return {node: self._counters(node) for node in self._nodes}

    def _counters(self, node: str) -> Relayed:
        try:
            ran = self._lab.run(node, "nft", "--json", "list", "counters")
        except LabError:  # it is off
            return _NONE
        return (relayed(ran.output.encode()) or _NONE) if ran.status == 0 else _NONE


def _risen(before: Relayed, now: Relayed) -> Relayed:
    """From one reading to the next; a table that was loaded meanwhile has begun at nothing."""
    if now.relayed < before.relayed:
        return now
    return Relayed(
        now.relayed - before.relayed, now.lent - before.lent, now.overdue - before.overdue
    )


def _sum(each: Sequence[Relayed]) -> Relayed:
    return Relayed(
        sum(one.relayed for one in each),
        sum(one.lent for one in each),
        sum(one.overdue for one in each),
    )
