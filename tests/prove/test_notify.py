# SPDX-License-Identifier: Apache-2.0
"""Notify programs that start and stop HAProxy: when keepalived runs them, and what they do."""

from pathlib import Path

from tests.prove.sites import haproxy_cfg, instance, judged, says, site

from holdfast.prove.vrrp.strikes import Kind

STOPS = 'notify_fault "/bin/systemctl stop haproxy"'
NEVER = 'vrrp_script no {\n    script "/bin/false"\n    interval 1\n}\n'
TRACKED = "track_script {\n        no\n    }"
GROUP = "vrrp_sync_group G {\n    group {\n        VI_1\n        VI_2\n    }\n%s}\n"


def other(*lines: str) -> str:
    """A second instance, which moves another VIP."""
    return instance(101, *lines, name="VI_2", vrid=52, vip="172.22.21.37")


DOWN = "track_file down {\n    file /run/down\n    weight 0\n%s}\n"
FAILS_AT_FIRST = DOWN % "    init_file 1\n"
TOLD = {
    "etc/systemd/system/haproxy.service.d/down.conf": (
        "[Service]\nExecStartPost=/bin/sh -c 'echo 0 >/run/down'\n"
        "ExecStopPost=/bin/sh -c 'echo 1 >/run/down'\n"
    )
}
FILE = "track_file {\n        down\n    }"
GONE: frozenset[Kind] = frozenset({"haproxy-gone"})


def test_a_first_verdict_that_fails_takes_the_start_of_haproxy_back(tmp_path: Path) -> None:
    """keepalived has been in FAULT all the time, logs nothing, and runs notify_fault."""
    one = site(tmp_path, NEVER + instance(101, TRACKED, STOPS))

    found = judged(one, "haproxy-runs-everywhere", 0)

    assert found.why == "a notify program has stopped HAProxy on lb1"
    assert "A notify program stops HAProxy on lb1." in says(found)[-1]
    assert found.at[0] in found.trace[-1].at


def test_a_fault_that_is_there_when_keepalived_starts_is_told(tmp_path: Path) -> None:
    """vrrp_complete_init tells every instance that begins in FAULT, and all of its sync group."""
    follows = FAILS_AT_FIRST + instance(101, FILE) + other(STOPS) + GROUP % ""
    one = site(tmp_path, follows, **TOLD)

    assert not judged(one, "haproxy-runs-everywhere", 0).held


def test_who_follows_its_sync_group_before_its_first_verdict_is_told_nothing(
    tmp_path: Path,
) -> None:
    """vrrp_sync_fault passes over those that are in FAULT already, as all are that wait."""
    follows = instance(101, TRACKED) + other(STOPS)
    one = site(tmp_path, NEVER + follows + GROUP % "")

    assert judged(one, "haproxy-runs-everywhere", 0).held


def test_haproxy_that_is_dead_by_a_fault_is_not_stopped(tmp_path: Path) -> None:
    """It starts again when the fault is over, as before."""
    one = site(tmp_path, DOWN % "" + instance(101, FILE, STOPS), **TOLD)

    assert judged(one, "haproxy-runs-everywhere", 1, GONE).held


def test_a_keepalived_that_is_stopped_takes_haproxy_along(tmp_path: Path) -> None:
    stops = 'notify_stop "/bin/systemctl stop haproxy"'
    one = site(tmp_path, instance(101, stops), haproxy=haproxy_cfg("*:80"))

    found = judged(one, "haproxy-runs-everywhere", 1)

    assert found.trace[-1].action.fault == "keepalived-stop"
    assert found.rule is None
    assert "A notify program stops HAProxy on lb1." in says(found)[-1]
