# SPDX-License-Identifier: Apache-2.0
"""Priorities as keepalived 2.2.7 computes them."""

import pytest
from tests.model.nodes import instance, script, tracked

from holdfast.model.priority import FAULT, effective_priority, takes_over
from holdfast.model.vrrp import KeepalivedConfig

CONFIG = KeepalivedConfig(
    scripts=(script("plain", "x"), script("minus", "x", weight=-20), script("plus", "x", weight=3))
)


@pytest.mark.parametrize(
    ("priority", "names", "well", "failing"),
    [
        (100, [], 100, 100),
        (100, ["plain"], 100, FAULT),
        (100, ["minus"], 100, 80),
        (100, ["plus"], 103, 100),
        (100, ["minus", "plus"], 103, 80),
        (100, ["plain", "minus"], 100, FAULT),
        (10, ["minus"], 10, 1),
        (254, ["plus"], 254, 254),
        (255, ["minus", "plus"], 255, 255),
        (255, ["plain"], 255, FAULT),
    ],
)
def test_all_trackers_well_and_all_failing(
    priority: int, names: list[str], well: int, failing: int
) -> None:
    trackers = tuple(tracked(name) for name in names)
    made = instance(priority, *trackers)

    assert effective_priority(CONFIG, made) == well
    assert effective_priority(CONFIG, made, trackers) == failing


@pytest.mark.parametrize(
    ("weight", "reverse", "well", "failing"),
    [
        (-60, False, 100, 40),
        (0, False, 100, FAULT),
        (0, True, FAULT, 100),
        (20, True, 80, 100),
        (-20, True, 100, 120),
    ],
)
def test_the_weight_of_the_entry_counts_and_reverse_turns_it(
    weight: int, reverse: bool, well: int, failing: int
) -> None:
    entry = tracked("minus", weight, reverse=reverse)
    made = instance(100, entry)

    assert effective_priority(CONFIG, made) == well
    assert effective_priority(CONFIG, made, [entry]) == failing


def test_at_equal_priorities_the_backup_stays() -> None:
    assert takes_over(101, 100)
    assert takes_over(1, FAULT)
    assert not takes_over(100, 100)
