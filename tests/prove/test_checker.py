# SPDX-License-Identifier: Apache-2.0
"""The checker, on models small enough to be known by heart."""

from collections.abc import Iterable

import pytest
from tests.prove.two_phase_commit import Action, State, TwoPhaseCommit

from holdfast.prove.checker import Always, Explored, Settles, Sometimes, Step, explore

CONSISTENT = Always[State]("consistent", lambda s: not {"committed", "aborted"} <= set(s.resources))
COMMITS = Sometimes[State]("commits", lambda s: set(s.resources) == {"committed"})
ABORTS = Sometimes[State]("aborts", lambda s: set(s.resources) == {"aborted"})


@pytest.mark.parametrize(("resources", "states"), [(3, 288), (5, 8832)])
def test_two_phase_commit_has_as_many_states_as_is_known(resources: int, states: int) -> None:
    found = explore(TwoPhaseCommit(resources), [CONSISTENT, COMMITS, ABORTS])

    assert (found.states, found.broken, found.complete) == (states, {}, True)


class Counter:
    """Counts up to ten; `reset` is the environment's."""

    def __init__(self, turns: dict[int, int]) -> None:
        self.turns = turns

    def init(self) -> Iterable[int]:
        return (0,)

    def actions(self, state: int) -> Iterable[str]:
        if state < 10:
            yield "count"
        if state == 10:
            yield "reset"

    def next(self, state: int, action: str) -> int:
        return 0 if action == "reset" else self.turns.get(state, state + 1)


def numbers(found: Explored[int, str], name: str) -> list[tuple[str | None, int]]:
    return [(step.action, step.state) for step in found.broken[name]]


def test_the_trace_is_the_shortest() -> None:
    found = explore(Counter({0: 7}), [Always[int]("below nine", lambda n: n < 9)])

    assert numbers(found, "below nine") == [(None, 0), ("count", 7), ("count", 8), ("count", 9)]


def test_what_the_environment_repeats_is_no_cycle() -> None:
    found = explore(Counter({}), [Settles[str]("settles", lambda a: a == "count")])

    assert found.broken == {}


def test_a_cycle_is_shown_once_round() -> None:
    found = explore(Counter({5: 3}), [Settles[str]("settles", lambda a: a == "count")])

    assert [n for _, n in numbers(found, "settles")] == [0, 1, 2, 3, 4, 5, 3]


def test_what_never_happens_breaks_sometimes() -> None:
    found = explore(Counter({}), [Sometimes[int]("eleven", lambda n: n == 11)])

    assert found.broken == {"eleven": ()}


def test_a_higher_level_waits_until_the_lower_is_done() -> None:
    """Nine lies on level 1; the way over it to eight is shorter, and is not taken."""

    class Shortcut(Counter):
        def actions(self, state: int) -> Iterable[str]:
            yield from ("count",) if state < 8 else ()
            yield from ("leap",) if state == 0 else ()
            yield from ("back",) if state == 9 else ()

        def next(self, state: int, action: str) -> int:
            return {"count": state + 1, "leap": 9, "back": 8}[action]

    found = explore(
        Shortcut({}),
        [Always[int]("not eight", lambda n: n != 8)],
        level=lambda n: int(n == 9),
        highest=1,
    )

    assert len(found.broken["not eight"]) == 9


def test_enough_is_enough_and_the_levels_covered_are_told() -> None:
    found = explore(
        TwoPhaseCommit(5),
        [CONSISTENT],
        level=lambda s: int(s.transaction == "committed"),
        highest=1,
        enough=lambda states: states > 5000,
    )

    assert (found.covered, found.complete) == (-1, False)


class Wide:
    """Ten states, each with a thousand ways on."""

    def init(self) -> Iterable[int]:
        return [0]

    def actions(self, state: int) -> Iterable[int]:
        return range(1000)

    def next(self, state: int, action: int) -> int:
        return min(state + 1, 9)


def test_who_may_have_enough_is_asked_where_states_are_few_and_ways_many() -> None:
    asked: list[int] = []

    def enough(states: int) -> bool:
        asked.append(states)
        return states == 8

    found = explore(Wide(), [Always[int]("small", lambda s: s < 10)], enough=enough)

    assert (found.states, asked) == (8, [2, 3, 4, 5, 6, 7, 8])


def test_a_level_that_was_explored_to_its_end_is_told() -> None:
    found = explore(
        TwoPhaseCommit(5),
        [CONSISTENT],
        level=lambda s: int(s.transaction != "init"),
        highest=1,
        enough=lambda states: states > 5000,
    )

    assert (found.covered, found.complete) == (0, False)


def test_levels_on_which_nothing_lies_take_no_time() -> None:
    highest = 10**15

    found = explore(Counter({}), [Always[int]("small", lambda s: s < 11)], highest=highest)

    assert (found.states, found.covered, found.complete) == (11, highest, True)


def test_a_first_state_can_break_a_property() -> None:
    found = explore(TwoPhaseCommit(1), [Always[State]("never", lambda s: False)])

    assert found.broken["never"] == (
        Step[State, Action](None, next(iter(TwoPhaseCommit(1).init()))),
    )
