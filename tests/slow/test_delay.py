# SPDX-License-Identifier: Apache-2.0
"""Drills of a pair whose nodes are far from each other: held or broken as its timers have it."""

from pathlib import Path

import pytest
from tests.drill.timed_pair import VIP, timed_pair

from holdfast.drill.play import drill
from holdfast.drill.record import Record
from holdfast.drill.registry import FAULTS
from holdfast.model.settings import Settings

pytestmark = pytest.mark.lab

DELAY_MS = 60.0


def drilled(folder: Path, settings: Settings, *names: str) -> list[Record]:
    site = timed_pair(folder, settings=settings)
    faults = [fault for fault in FAULTS if fault.name in names]
    return list(drill(site, faults, lambda _: None, delay_ms=DELAY_MS).drills)


def test_a_second_is_time_enough_for_60_ms_on_the_way(tmp_path: Path) -> None:
    found = drilled(tmp_path, Settings(), "split-then-heal", "keepalived-stop", "haproxy-gone")
    assert [(r.fault, r.verdict, r.why) for r in found] == [
        (name, "held", "") for name in ("haproxy-gone", "keepalived-stop", "split-then-heal")
    ]


def test_where_an_advert_is_due_every_10_ms_two_owners_hear_of_each_other_too_late(
    tmp_path: Path,
) -> None:
    """The worse of the two gives up when it has heard the better one: four adverts are 40 ms.

    No advert of the time apart arrives, and one sent afterwards takes 60 ms.
    """
    shortest = Settings(fail_over="50ms", platform="metal")
    (healed,) = drilled(tmp_path, shortest, "split-then-heal")
    assert healed.verdict == "broken"
    assert f"{VIP} had two owners for " in healed.why
    assert " ms, longer than 40 ms" in healed.why
