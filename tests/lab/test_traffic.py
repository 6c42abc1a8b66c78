# SPDX-License-Identifier: Apache-2.0
"""Figures from what a client saw."""

from array import array

from tests.lab.pair import TARGET

from holdfast.lab.traffic import (
    DownloadRun,
    Samples,
    Traffic,
    buckets,
    downloads_broken,
    downloads_ended,
    downloads_running,
    failed,
    gap,
    outage_ms,
    requests,
)


def samples(*ends: tuple[float, bool]) -> Samples:
    return Samples(
        TARGET,
        array("d", [end - 1 for end, _ in ends]),
        array("d", [end for end, _ in ends]),
        array("b", [ok for _, ok in ends]),
    )


STEADY = samples(*[(float(ms), True) for ms in range(0, 1000, 10)])


def test_a_steady_run_has_the_gap_of_its_pace_and_no_failure() -> None:
    assert requests(STEADY, 100, 199) == 10
    assert failed(STEADY, 0, 1000) == 0
    assert outage_ms(STEADY, 100, 500) == 10


def test_a_gap_reaches_over_failures_and_into_the_window() -> None:
    seen = samples((10, True), (20, True), (300, False), (500, True), (510, True))
    assert (requests(seen, 0, 600), failed(seen, 0, 600)) == (5, 1)
    assert outage_ms(seen, 0, 520) == 480
    assert outage_ms(seen, 100, 520) == 480
    assert outage_ms(seen, 505, 520) == 10


def test_a_gap_at_the_end_counts_until_it_is_for_ever() -> None:
    assert outage_ms(STEADY, 0, 1500) == 510
    assert outage_ms(STEADY, 0, 1990) == 1000
    assert outage_ms(STEADY, 0, 1991) is None


def test_nothing_ever_answered_is_for_ever() -> None:
    assert outage_ms(samples(), 0, 10) is None
    assert outage_ms(samples((5, False)), 0, 10) is None


def test_only_downloads_that_broke_in_the_window_count() -> None:
    runs = (
        DownloadRun(0, 100, 9, "whole"),
        DownloadRun(100, 200, 9, "broken"),
        DownloadRun(200, 300, 9, "broken"),
        DownloadRun(300, 400, 9, "running"),
    )
    seen = Traffic((), runs)
    assert downloads_broken(seen, 150, 250) == 1
    assert (downloads_ended(seen, 50, 500), downloads_ended(seen, 150, 250)) == (3, 1)
    assert downloads_running(seen) == 1


def test_a_gap_says_where_it_was() -> None:
    seen = samples((10, True), (20, True), (300, False), (500, True), (510, True))
    assert gap(seen, 0, 520) == (20, 500, True)
    assert gap(seen, 505, 520) == (500, 510, True)


def test_a_gap_that_never_ended_is_told_before_a_longer_one_that_did() -> None:
    seen = samples((10, True), (3000, True))
    assert gap(seen, 0, 4500) == (3000, 4500, False)
    assert gap(samples((5, False)), 0, 10) is None


def test_requests_are_counted_in_buckets_of_time() -> None:
    seen = samples((99, True), (100, True), (109.9, True), (110, False), (125, True), (130, True))
    assert buckets(seen, 100, 130, 10) == ((2, 0, 1), (0, 1, 0))
    assert buckets(seen, 100, 126, 10) == ((2, 0, 1), (0, 1, 0))
    assert buckets(seen, 100, 100, 10) == ((), ())
