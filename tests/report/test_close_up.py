# SPDX-License-Identifier: Apache-2.0
"""The moments around a fault, cut out of its timeline."""

import pytest
from msgspec.structs import replace
from tests.report.drills import CONTROL, GROUP, VIP, moved, record

from holdfast.drill.record import HaproxyAt, OwnersAt
from holdfast.report.page.close_up import close_up


def test_it_has_what_was_there_at_its_beginning_and_what_came_until_its_end() -> None:
    near = close_up(record())
    assert near is not None
    assert (near.timeline.from_ms, near.timeline.until_ms) == (-50, 300)
    assert near.timeline.owners == (
        OwnersAt(-50.0, GROUP, VIP, ("lb1",)),
        OwnersAt(12.5, GROUP, VIP, ()),
        OwnersAt(26.5, GROUP, VIP, ("lb2",)),
    )
    assert near.timeline.haproxy == (
        HaproxyAt(-50.0, "lb1", "active"),
        HaproxyAt(-50.0, "lb2", "active"),
        HaproxyAt(0.4, "lb1", "failed"),
    )
    (asked,) = near.timeline.requests
    assert asked.answered == (9,) * 5 + (0,) * 4 + (9,) * 26
    assert [i for i, failed in enumerate(asked.failed) if failed] == [6]
    assert near.timeline.gap == record().timeline.gap


@pytest.mark.parametrize(
    "timeline",
    [
        replace(moved(), gap=None),
        replace(moved(), gap=(1.2, 900.0)),
        replace(moved(), gap=(-40.0, -20.0)),
        replace(moved(), until_ms=1000.0),
    ],
)
def test_there_is_none_where_it_would_show_less_or_no_more(timeline: object) -> None:
    assert close_up(record(timeline=timeline)) is None


def test_the_control_run_has_none() -> None:
    assert close_up(replace(CONTROL, timeline=moved())) is None


def test_without_requests_it_begins_where_it_should() -> None:
    near = close_up(record(timeline=replace(moved(), requests=())))
    assert near is not None
    assert (near.timeline.from_ms, near.timeline.requests) == (-50, ())
