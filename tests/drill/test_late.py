# SPDX-License-Identifier: Apache-2.0
"""How late a lab is: by its own clock, and in starting programs."""

import time

import pytest

from holdfast.drill.replay.late import slow_start_ms
from holdfast.lab.client.lateness import Lateness
from holdfast.lab.events import Event, NodeChanged, Phase, UnitChanged
from holdfast.lab.process.loop import Loop

HAPROXY = "haproxy.service"


def unit(ms: float, phase: Phase, node: str = "lb1") -> UnitChanged:
    return UnitChanged(ms, node, HAPROXY, phase, 1, "success", False)


BOOTED = NodeChanged(0.0, "lb1", "booted")


@pytest.mark.parametrize(
    ("events", "late"),
    [
        ([BOOTED, unit(10, "start-pre"), unit(20, "start"), unit(300, "running")], 0),
        ([BOOTED, unit(500, "start"), unit(900, "running")], 500),
        ([BOOTED, unit(100, "start"), unit(1000, "failed")], 600),
        ([BOOTED, unit(100, "running"), unit(9000, "start"), unit(9100, "running")], 0),
        ([unit(0, "start"), unit(500, "start", "lb2"), unit(700, "running")], 300),
        ([unit(0, "start"), NodeChanged(900, "lb1", "off")], 0),
        ([BOOTED, unit(100, "start-pre"), unit(200, "start")], 600),
        ([BOOTED], 0),
        ([unit(0, "start"), unit(500, "failed"), unit(500, "start"), unit(999, "failed")], 199),
    ],
)
def test_a_start_that_takes_longer_than_it_may_is_the_machine_s(
    events: list[Event], late: float
) -> None:
    assert slow_start_ms(events, now_ms=1000.0) == late


def test_a_lab_that_does_not_wake_up_in_time_says_by_how_much() -> None:
    lateness = Lateness(Loop(), lambda: None)

    first = lateness.read()
    time.sleep(0.1)  # its timer ought to have ended after 20 ms

    assert first == 0
    assert lateness.read() >= 80


class Enough(Exception):
    pass


def test_a_kernel_that_lets_nobody_change_an_address_counts_too() -> None:
    touches = [0.1]

    def touch() -> None:
        if not touches:
            raise Enough
        time.sleep(touches.pop())

    loop = Loop()
    lateness = Lateness(loop, touch)
    lateness.read()
    with pytest.raises(Enough):
        loop.run()

    assert lateness.read() >= 100
