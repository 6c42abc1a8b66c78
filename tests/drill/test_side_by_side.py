# SPDX-License-Identifier: Apache-2.0
"""Several labs at one list of faults."""

from threading import Barrier, current_thread, main_thread

import pytest

from holdfast.drill.fault import Fault, Phase, Scene, nothing
from holdfast.drill.side_by_side import Stopped, Turns, side_by_side
from holdfast.lab.errors import LabError


def phases(_scene: Scene) -> tuple[Phase, ...]:
    return (Phase(nothing),)


FAULTS = [Fault(f"fault-{number}", phases, about_s=number) for number in range(1, 8)]


def quiet(_what: str) -> None:
    """Nobody looks."""


def test_each_fault_is_played_once_and_every_lab_plays() -> None:
    turns = Turns(FAULTS, quiet)
    all_there = Barrier(3)

    def lab(_number: int) -> list[str]:
        faults = turns.faults()
        first = next(faults).name
        all_there.wait(60)
        return [first, *(fault.name for fault in faults)]

    played = side_by_side(3, turns, lab)
    assert sorted(name for one in played for name in one) == [fault.name for fault in FAULTS]
    assert {one[0] for one in played} == {"fault-7", "fault-6", "fault-5"}


def test_one_lab_needs_no_thread() -> None:
    turns = Turns(FAULTS, quiet)
    assert side_by_side(1, turns, lambda _number: current_thread()) == [main_thread()]


def test_when_one_fails_the_others_stop_and_its_reason_is_told() -> None:
    turns = Turns(FAULTS, quiet)
    stopped = []

    def lab(number: int) -> None:
        if number == 1:
            raise LabError("the lab has ended: one of its processes was killed")
        try:
            while True:
                turns.go_on()
        except Stopped:
            stopped.append(number)
            raise

    with pytest.raises(LabError, match="one of its processes was killed"):
        side_by_side(3, turns, lab)
    assert sorted(stopped) == [0, 2]


def test_the_line_says_what_all_of_them_are_at() -> None:
    told: list[str] = []
    turns = Turns(FAULTS, told.append)
    one, other = turns.told_by(0), turns.told_by(1)
    one("building the lab")
    faults = turns.faults()
    one(next(faults).name)
    other(next(faults).name)
    one("")
    assert told == [
        "0/7: building the lab",
        "1/7: fault-7",
        "2/7: fault-7, fault-6",
        "2/7: fault-6",
    ]
