# SPDX-License-Identifier: Apache-2.0
"""Timers for a budget, and their price, worked out by hand from the formulas of the page."""

import pytest

from holdfast.model.fail_over import Timers, shortest_ms, timers


@pytest.mark.parametrize(
    ("budget", "advert", "missed"),
    [(36, 10, 3), (60, 10, 5), (100, 10, 9), (300, 20, 14), (1000, 90, 11), (10_000, 990, 10)],
)
def test_as_many_short_intervals_as_the_budget_has_room_for(
    budget: float, advert: int, missed: int
) -> None:
    made = timers(budget, 2)

    assert made == Timers(advert, missed, (254, 253))
    assert made.fail_over_ms <= budget < made.fail_over_ms + advert


def test_a_budget_is_the_silence_and_the_taking_over() -> None:
    made = Timers(90, 11, (254, 253))

    assert made.handover_ms == 3 * 90 / 256
    assert made.silence_ms == 11 * 90 + 3 * 90 / 256
    assert made.fail_over_ms == made.silence_ms + 5
    assert made.stall_ms == 900
    assert made.adverts_per_second == pytest.approx(11.11, abs=0.01)


@pytest.mark.parametrize("nodes", [2, 3, 5, 100])
def test_below_the_shortest_there_is_nothing(nodes: int) -> None:
    least = shortest_ms(nodes)

    assert timers(least - 1, nodes) is None
    made = timers(least, nodes)
    assert made is not None
    assert (made.advert_ms, made.missed) == (10, 3)
    assert made.priorities[0] == 254
    assert sorted({*made.priorities}, reverse=True) == [*made.priorities]
    assert min(made.priorities) >= 1


def test_the_shortest_for_a_pair() -> None:
    assert shortest_ms(2) == 36


def test_with_more_nodes_each_hears_the_better_one_before_its_own_time() -> None:
    made = timers(300, 3)

    assert made is not None
    first, second, third = made.priorities
    assert first == 254
    assert (second - third) * made.advert_ms / 256 >= 2
    assert made.fail_over_ms <= 300


def test_a_keepalived_that_counts_to_three_gets_longer_intervals() -> None:
    made = timers(1000, 2, three_only=True)

    assert made == Timers(330, 3, (254, 253))


def test_needless_moves_need_a_run_of_losses() -> None:
    slow = Timers(1000, 3, (254, 253))
    day = 86_400

    assert slow.needless_moves_per_day(0.1) == pytest.approx(0.1**3 * 0.9 * day)
    assert Timers(90, 11, (254, 253)).needless_moves_per_day(0.01) < 1e-9


def test_one_loss_less_where_the_last_advert_comes_too_late_anyway() -> None:
    """Measured, 25 s at 0.01 s and three: 18, 76, 136 moves at 10, 20, 30 % of loss."""
    fast = Timers(10, 3, (254, 253))
    in_the_run = 25 / 86_400

    expected = [fast.needless_moves_per_day(loss) * in_the_run for loss in (0.1, 0.2, 0.3)]
    assert expected == pytest.approx([22.5, 80, 157.5])


def test_every_backup_may_be_the_one_that_moves() -> None:
    pair, three = Timers(1000, 3, (254, 253)), Timers(1000, 3, (254, 253, 252))

    assert three.needless_moves_per_day(0.2) == 2 * pair.needless_moves_per_day(0.2)
