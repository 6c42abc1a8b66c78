# SPDX-License-Identifier: Apache-2.0
"""Requests in the columns of a drawing."""

from msgspec.structs import replace
from tests.report.drills import VIP, moved

from holdfast.drill.record import Asked
from holdfast.report.page.density import MOST_COLUMNS, Column, columns, failing, peak

SHORT = replace(moved(), from_ms=-20.0, until_ms=15.0)


def test_few_buckets_are_columns_each_and_the_last_is_cut() -> None:
    asked = Asked(VIP, 10.0, (4, 0, 2, 1), (0, 1, 0, 0))
    assert columns(asked, SHORT) == [
        Column(-20.0, -10.0, 400.0, 0),
        Column(-10.0, 0.0, 0.0, 1),
        Column(0.0, 10.0, 200.0, 0),
        Column(10.0, 15.0, 200.0, 0),
    ]


def test_many_are_put_together_and_none_is_lost() -> None:
    asked = Asked(VIP, 10.0, (9,) * 1000, (1,) * 1000)
    found = columns(asked, replace(moved(), until_ms=9700.0))
    assert len(found) <= MOST_COLUMNS
    assert sum(column.failed for column in found) == 1000
    assert {column.answered for column in found} == {900.0}


def test_neighbours_with_failures_are_one_stretch() -> None:
    asked = Asked(VIP, 10.0, (0,) * 4, (1, 0, 2, 1))
    assert list(failing(columns(asked, replace(SHORT, until_ms=20.0)))) == [(-20, -10), (0, 20)]


def test_a_peak_can_be_divided_by() -> None:
    assert peak([]) == 1.0
    assert peak(columns(Asked(VIP, 10.0, (4, 9), (0, 0)), SHORT)) == 900.0
