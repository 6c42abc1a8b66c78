# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of RFC 9568, 6.1, and of facts that were measured."""

from holdfast.model.timing import (
    Bounds,
    delayed_preemption,
    detection,
    down_interval_ms,
    handover,
    silence,
    skew_ms,
)


def test_the_skew_of_version_3_is_a_share_of_the_interval() -> None:
    assert skew_ms(3, 1000, 253) == 11.71875
    assert skew_ms(3, 10, 100) == 6.09375


def test_the_skew_of_version_2_is_a_share_of_a_second() -> None:
    assert skew_ms(2, 1000, 100) == 609.375
    assert skew_ms(2, 5000, 100) == 609.375


def test_three_intervals_of_silence_and_the_skew() -> None:
    assert down_interval_ms(2, 1000, 100, 3) == 3609.375
    assert down_interval_ms(3, 100, 254, 3) == 300.78125
    assert down_interval_ms(3, 10, 254, 9) == 90.078125


def test_the_last_advert_may_have_been_sent_an_interval_ago() -> None:
    assert silence(2, 1000, 100, 3) == Bounds(2609.375, 3609.375)


def test_a_priority_of_0_leaves_the_skew_alone() -> None:
    assert handover(3, 1000, 1) == Bounds(996.09375, 996.09375)


def test_preempt_delay_comes_before_the_silence() -> None:
    assert delayed_preemption(5000, 2, 1000, 100, 3) == Bounds(7609.375, 9609.375)


def test_a_check_fails_between_its_last_and_its_next_run() -> None:
    assert detection(2000, 3, Bounds(0, 100)) == Bounds(4000, 6100)
    assert Bounds(1, 2).plus(Bounds(10, 20)) == Bounds(11, 22)
