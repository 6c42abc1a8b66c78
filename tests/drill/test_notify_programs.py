# SPDX-License-Identifier: Apache-2.0
"""Which notify programs keepalived runs at a boot, and what `systemctl stop haproxy` does then."""

from pathlib import Path

import pytest
from tests.prove.sites import instance, site
from tests.prove.test_notify import DOWN, FILE, GROUP, NEVER, STOPS, TOLD, TRACKED, other

from holdfast.drill.replay.replay import replay
from holdfast.prove.trace import Act

pytestmark = pytest.mark.lab

QUICK = ("version 3", "advert_int 0.1")


def test_haproxy_is_stopped_by_a_first_verdict_and_by_no_fault_that_was_there(
    tmp_path: Path,
) -> None:
    """On lb1 a file says FAULT before keepalived starts; lb2's first verdict fails; on lb3 the
    instance that would stop HAProxy follows another one into FAULT."""
    follows = instance(103, TRACKED, *QUICK) + other(STOPS, *QUICK)
    one = site(
        tmp_path,
        DOWN + instance(101, FILE, STOPS, *QUICK),
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
