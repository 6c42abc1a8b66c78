# SPDX-License-Identifier: Apache-2.0
"""Which notify programs keepalived runs at a boot, and what `systemctl stop haproxy` does then."""

from pathlib import Path

import pytest
from tests.prove.sites import instance, site
from tests.prove.test_notify import (
    DOWN,
    FAILS_AT_FIRST,
    FILE,
    GROUP,
    NEVER,
    STOPS,
    TOLD,
    TRACKED,
    other,
)

from holdfast.drill.replay.replay import replay
from holdfast.prove.trace import Act

pytestmark = pytest.mark.lab

QUICK = ("version 3", "advert_int 0.1")


def test_a_first_verdict_stops_a_haproxy_that_starts_and_who_follows_stops_nothing(
    tmp_path: Path,
) -> None:
    """lb2's first verdict fails; on lb3 the instance that would stop HAProxy follows another one
    into FAULT. lb1's HAProxy dies by a fault, and starts again when that is over."""
    follows = instance(103, TRACKED, *QUICK) + other(STOPS, *QUICK)
    one = site(
        tmp_path,
        DOWN % "" + instance(101, FILE, STOPS, *QUICK),
        NEVER + instance(102, TRACKED, STOPS, *QUICK),
        NEVER + follows + GROUP % "",
        **TOLD,
    )
    gone = Act("haproxy-gone", "lb1")

    played = replay(one, [Act("boot"), gone, Act("haproxy-gone", "lb1", undo=True)])

    assert [(p.verdict, p.why) for p in played] == [("agrees", "")] * 3
    assert [p.seen[-1].partition(": ")[2].partition(";")[0] for p in played] == [
        "HAProxy lb1, lb3",
        "HAProxy lb3",
        "HAProxy lb1, lb3",
    ]


def test_a_fault_that_is_there_when_keepalived_starts_stops_haproxy(tmp_path: Path) -> None:
    """No backup before it: haproxy.service, which would write another number, never gets there."""
    one = site(tmp_path, FAILS_AT_FIRST + instance(101, FILE, STOPS, *QUICK), **TOLD)

    played = replay(one, [Act("boot")])

    assert [(p.verdict, p.why) for p in played] == [("agrees", "")]
    assert "HAProxy nowhere; lb1 VI_1" in played[-1].seen[-1]
