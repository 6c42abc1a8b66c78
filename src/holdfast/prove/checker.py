# SPDX-License-Identifier: Apache-2.0
"""Explores every reachable state of a model, breadth first, and holds properties against it.

A model is `init`, `actions`, `next`. States are hashable values; equal states are one. States may
lie on levels (here: how many faults are in force): a level is explored only after all below it, so
that a broken property is shown on the lowest level that breaks it, by the shortest way there.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Generic, NamedTuple, Protocol, TypeVar

S = TypeVar("S", bound=Hashable)
A = TypeVar("A")

LOOKS = 256
"""After so many transitions the caller is asked whether it is enough: a state may have hundreds."""


class Model(Protocol[S, A]):
    """What can happen. `next` is a function: the same state and action give the same state."""

    def init(self) -> Iterable[S]:
        """The first states."""

    def actions(self, state: S) -> Iterable[A]:
        """What may happen next; nothing in a state that is an end."""

    def next(self, state: S, action: A) -> S:
        """The state after it."""


class Always(NamedTuple, Generic[S]):
    """Holds in every state."""

    name: str
    holds: Callable[[S], bool]


class Sometimes(NamedTuple, Generic[S]):
    """Holds in some state: shows that what is looked for is reached at all."""

    name: str
    holds: Callable[[S], bool]


class Settles(NamedTuple, Generic[A]):
    """What happens by itself comes to an end, whatever the order: no cycle of `own` actions."""

    name: str
    own: Callable[[A], bool]


Property = Always[S] | Sometimes[S] | Settles[A]


class Step(NamedTuple, Generic[S, A]):
    """A state and the action that led to it; None for a first state."""

    action: A | None
    state: S


class Explored(NamedTuple, Generic[S, A]):
    """What was found: `broken` has the shortest way to break each property that does not hold.

    A `Sometimes` that never holds is broken by an empty trace. `covered` is the highest level that
    was explored to its end, -1 for none; `complete` says whether that is all of them.
    """

    states: int
    transitions: int
    broken: dict[str, tuple[Step[S, A], ...]]
    covered: int
    complete: bool


def explore(
    model: Model[S, A],
    properties: Iterable[Property[S, A]],
    *,
    level: Callable[[S], int] = lambda _state: 0,
    highest: int = 0,
    enough: Callable[[int], bool] = lambda _states: False,
) -> Explored[S, A]:
    """Explore the levels up to `highest`; `enough` is asked now and then with the states so far."""
    search = _Search(model, list(properties), level)
    covered = -1
    for at in range(highest + 1):
        if not search.level(at, enough) or search.decided():
            covered = covered if not search.decided() else highest
            break
        covered = at
        if not search.goes_on():
            covered = highest
            break
    return search.result(covered, complete=covered == highest)


class _Search(Generic[S, A]):
    """States by number; `parents` and `taken` lead back to a first state."""

    def __init__(
        self,
        model: Model[S, A],
        properties: list[Property[S, A]],
        level: Callable[[S], int],
    ) -> None:
        self._model = model
        self._level = level
        self._always = [p for p in properties if isinstance(p, Always)]
        self._wanted = [p for p in properties if isinstance(p, Sometimes)]
        self._settles = next((p for p in properties if isinstance(p, Settles)), None)
        self._numbers: dict[S, int] = {}
        self._states: list[S] = []
        self._parents: list[int] = []
        self._taken: list[A | None] = []
        self._depths: list[int] = []
        self._own: dict[int, list[int]] = {}
        self._transitions = 0
        self._look = 0
        self._broken: dict[str, tuple[Step[S, A], ...]] = {}
        self._later: dict[int, list[tuple[int, A | None, S]]] = {}
        for state in model.init():
            self._later.setdefault(level(state), []).append((-1, None, state))

    def level(self, at: int, enough: Callable[[int], bool]) -> bool:
        """Explore one level; False where the caller had enough before its end."""
        sources: dict[int, list[int]] = {}
        for parent, action, state in self._later.pop(at, ()):
            if state not in self._numbers:
                number = self._add(state, parent, action)
                sources.setdefault(self._depths[number], []).append(number)
        depth = min(sources, default=0)
        frontier: list[int] = []
        while frontier or sources:
            frontier += sources.pop(depth, [])
            following: list[int] = []
            for number in frontier:
                self._expand(number, at, following)
                if self._transitions >= self._look:
                    self._look = self._transitions + LOOKS
                    if enough(len(self._states)):
                        return False
            if self.decided():
                return True
            frontier, depth = following, depth + 1
        return True

    def goes_on(self) -> bool:
        """Whether a state lies on a level that was not explored yet."""
        return bool(self._later)

    def decided(self) -> bool:
        """Whether nothing is left to be found out."""
        return not self._always and not self._wanted and self._settles is None

    def result(self, covered: int, *, complete: bool) -> Explored[S, A]:
        if self._settles is not None and (round_ := self._cycle()):
            self._broken[self._settles.name] = round_
        self._broken |= {wanted.name: () for wanted in self._wanted}
        return Explored(len(self._states), self._transitions, self._broken, covered, complete)

    def _add(self, state: S, parent: int, action: A | None) -> int:
        number = len(self._states)
        self._numbers[state] = number
        self._states.append(state)
        self._parents.append(parent)
        self._taken.append(action)
        self._depths.append(self._depths[parent] + 1 if parent >= 0 else 0)
        for prop in [p for p in self._always if not p.holds(state)]:
            self._always.remove(prop)
            self._broken[prop.name] = self._trace(number)
        if self._wanted:
            self._wanted = [p for p in self._wanted if not p.holds(state)]
        return number

    def _expand(self, number: int, at: int, following: list[int]) -> None:
        state = self._states[number]
        numbers, settles = self._numbers, self._settles
        for action in self._model.actions(state):
            after = self._model.next(state, action)
            self._transitions += 1
            known = numbers.get(after)
            if known is None:
                beyond = self._level(after)
                if beyond > at:
                    self._later.setdefault(beyond, []).append((number, action, after))
                    continue
                known = self._add(after, number, action)
                following.append(known)
            if settles is not None and settles.own(action):
                self._own.setdefault(number, []).append(known)

    def _trace(self, number: int) -> tuple[Step[S, A], ...]:
        return tuple(reversed(list(self._back(number))))

    def _back(self, number: int) -> Iterator[Step[S, A]]:
        while number >= 0:
            yield Step(self._taken[number], self._states[number])
            number = self._parents[number]

    def _cycle(self) -> tuple[Step[S, A], ...]:
        """The way to the first state that comes back to itself, and once round; or nothing."""
        within = _in_cycles(self._own)
        if not within:
            return ()
        number = min(within, key=lambda n: (self._depths[n], n))
        steps, seen = list(self._trace(number)), {number}
        while True:
            state = self._states[number]
            for action in self._model.actions(state):
                after = self._model.next(state, action)
                if self._numbers.get(after) in within:
                    steps.append(Step(action, after))
                    number = self._numbers[after]
                    break
            if number in seen:
                return tuple(steps)
            seen.add(number)


def _in_cycles(edges: dict[int, list[int]]) -> set[int]:
    """What is left after states without a way on, and those without a way in, are taken away."""
    left = set(edges)
    while True:
        onward = {n for n in left if any(after in left for after in edges[n])}
        entered = {after for n in onward for after in edges[n] if after in onward}
        if entered == left:
            return left
        left = entered
