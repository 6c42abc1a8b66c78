# SPDX-License-Identifier: Apache-2.0
"""Whether the model can do what was seen, at the times at which it was seen.

The model's states after a strike are laid along what was seen: for each, how far in what was seen
it may stand, when it may have been entered, and when the time of each event that it waits for may
have begun. Where several ways lead to it, these are the widest of them all.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from holdfast.drill.replay.look import At, Look
from holdfast.drill.replay.ways import Way, Ways, events
from holdfast.prove.bounds import NEVER
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Vrrp

UNSEEN_MS = 150.0
"""A state that lasts no longer may pass unseen."""

Node = tuple[State, int]
"""A state, and how far in what was seen; 0 is what was there before the strike."""


class When(NamedTuple):
    """The earliest and the latest moment, in ms after the strike."""

    first: float
    last: float

    def wider(self, other: "When") -> "When":
        return When(min(self.first, other.first), max(self.last, other.last))

    def within(self, first: float, last: float) -> "When | None":
        """What lies between; None where nothing does."""
        found = When(max(self.first, first), min(self.last, last))
        return found if found.first <= found.last else None


class Entered(Struct, frozen=True):
    """When a state was entered, and when the time of each event that it waits for began."""

    at: When
    began: dict[int, When]

    def wider(self, other: "Entered") -> "Entered":
        began = {event: when.wider(other.began[event]) for event, when in self.began.items()}
        return Entered(self.at.wider(other.at), began)


class Ends(NamedTuple):
    """The settled states that show all that was seen; `why` there is none.

    Until `until_ms` something may still happen without anything more having been seen.
    """

    settled: tuple[State, ...]
    until_ms: float
    why: str


class Paths:
    """What the model can have done; the strike took `took_ms`.

    Something may be seen `slack_ms` later than the model's bound, or earlier.
    """

    def __init__(
        self,
        ways: Ways,
        starts: Sequence[State],
        seen: Sequence[At],
        took_ms: float,
        slack_ms: float,
    ) -> None:
        self._ways = ways
        self._seen = part(ways.model, seen)
        self._entered: dict[Node, Entered] = {}
        self._showing: dict[Node, bool] = {}
        self._took_ms = took_ms
        self._slack_ms = slack_ms
        at = When(0.0, took_ms)
        todo = [node for state in starts for node in self._begin(state, at)]
        while todo:
            todo = [new for node in dict.fromkeys(todo) for new in self._follow(node)]

    def ends(self) -> Ends:
        """What there can be in the end."""
        last = len(self._seen) - 1
        there = [node for node in self._entered if node[1] == last and self._shows(*node)]
        settled = tuple(state for state, _ in there if not state.pending)
        due = (self._due(node) for node in there if node[0].pending)
        until = max((self._took_ms, *due)) + self._slack_ms
        reached = max((index for _, index in self._entered), default=0)
        missing = self._seen[min(reached + 1, last)]
        return Ends(
            settled, until, f"the model does not come to what was seen at {missing.ms:.0f} ms"
        )

    def _begin(self, state: State, at: When) -> Iterator[Node]:
        began = dict.fromkeys(events(state), at)
        yield from self._enter(state, 0, Entered(at, began))
        if len(self._seen) > 1 and self._shows(state, 1):
            when = self._seen_when(at, 1)
            if when is not None:
                yield from self._enter(state, 1, Entered(when, began))

    def _follow(self, node: Node) -> Iterator[Node]:
        entered = self._entered[node]
        yield from self._speak(node, entered)
        if not node[0].pending:
            return
        due, shows = self._due(node), self._shows(*node)
        for way in self._ways.ways(node[0]):
            when = self._when(node, way.event, due, seen=shows)
            if when is not None:
                yield from self._move(node[1], way, entered, when)

    def _speak(self, node: Node, entered: Entered) -> Iterator[Node]:
        """Of the same state more is seen: an instance says where it has been all the time."""
        state, index = node[0], node[1] + 1
        if index < len(self._seen) and self._shows(*node) and self._shows(state, index):
            due = self._due(node) + self._slack_ms if state.pending else NEVER
            when = self._seen_when(When(entered.at.first, due), index)
            if when is not None:
                yield from self._enter(state, index, Entered(when, entered.began))

    def _when(self, node: Node, event: int, due: float, *, seen: bool) -> When | None:
        """When an event may happen: in its own bounds, before any other is overdue."""
        entered = self._entered[node]
        bounds, began = self._ways.bounds(node[0])[event], entered.began[event]
        first = max(entered.at.first, began.first + bounds.min)
        if not seen and first > entered.at.last + UNSEEN_MS:
            return None  # what lasts is seen
        return When(first, due).within(first, began.last + bounds.max)

    def _due(self, node: Node) -> float:
        began = self._entered[node].began
        times = self._ways.bounds(node[0])
        return min(began[event].last + times[event].max for event in began)

    def _move(self, index: int, way: Way, entered: Entered, when: When) -> Iterator[Node]:
        kept = {one: entered.began[one] for one in way.goes_on}
        before_next = (
            self._seen[index + 1].ms + self._slack_ms if index + 1 < len(self._seen) else when.last
        )
        stays = when.within(when.first, before_next)
        if stays is not None:
            began = dict.fromkeys(way.begins, stays) | kept
            yield from self._enter(way.after, index, Entered(stays, began))
        if index + 1 < len(self._seen) and self._shows(way.after, index + 1):
            comes = self._seen_when(when, index + 1)
            if comes is not None:
                began = dict.fromkeys(way.begins, comes) | kept
                yield from self._enter(way.after, index + 1, Entered(comes, began))

    def _seen_when(self, when: When, index: int) -> When | None:
        """When something may have happened that was seen at its time."""
        at = self._seen[index].ms
        return when.within(at - self._slack_ms, at + self._slack_ms)

    def _enter(self, state: State, index: int, entered: Entered) -> Iterator[Node]:
        """Note it, and give the node back where that is news."""
        node = (state, index)
        known = self._entered.get(node)
        wider = entered if known is None else known.wider(entered)
        if wider != known:
            self._entered[node] = wider
            yield node

    def _shows(self, state: State, index: int) -> bool:
        node = (state, index)
        if node not in self._showing:
            self._showing[node] = self._ways.look(state).agrees(self._seen[index].look)
        return self._showing[node]


def part(model: Vrrp, seen: Sequence[At]) -> tuple[At, ...]:
    """What was seen of a slice, equal neighbours as one."""
    names = {node.name for node in model.part.nodes}
    own = {
        (model.part.nodes[n].name, member.name)
        for group in model.part.groups
        for n, member in group.members.items()
    }
    found: list[At] = []
    for at in seen:
        instances = tuple(one for one in at.look.instances if one[0] in own)
        look = Look(at.look.running & names, instances)
        if not found or found[-1].look != look:
            found.append(At(at.ms, look))
    return tuple(found)
