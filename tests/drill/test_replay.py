# SPDX-License-Identifier: Apache-2.0
"""The daemons are asked whether what the model says is true."""

from pathlib import Path

import pytest
from tests.prove.replays import counted, replayed, told
from tests.prove.sites import haproxy_cfg, instance, site

from holdfast.drill.replay.replay import replay
from holdfast.prove.trace import Act

pytestmark = pytest.mark.lab

SITES, SEED = 20, 13


def test_the_daemons_do_what_the_model_says(tmp_path: Path) -> None:
    replays = replayed(SITES, SEED, tmp_path)

    steps = counted(replays)
    assert told(replays) == ""
    assert steps["agrees"] >= 3 * SITES


REVERSED = (
    'vrrp_script chk {\n    script "/bin/true"\n    interval 1\n    weight 50 reverse\n}\n',
    "track_script {\n        chk\n    }",
)


def test_a_reversed_weight_is_taken_away_while_the_check_succeeds(tmp_path: Path) -> None:
    """keepalived turns the sign of what it adds, and does not turn success into failure."""
    script, track = REVERSED
    one = site(tmp_path, script + instance(101, track), instance(100))

    played = replay(one, [Act("boot")])

    assert [(p.verdict, p.why) for p in played] == [("agrees", "")]
    assert "lb2 VI_1 MASTER owns" in played[-1].seen[-1]


def test_a_change_of_priority_counts_from_the_last_discarded_advert(tmp_path: Path) -> None:
    """lb2 discards what lb1 sends, and its check succeeds a second later: keepalived adds what the
    down interval is longer than the time that was left at the last of them."""
    check = (
        'vrrp_script chk {\n    script "/bin/true"\n    interval 1\n    rise 2\n    weight 9\n}\n'
    )
    track = "track_script {\n        chk\n    }"
    better = check + instance(100, "version 3", "advert_int 0.5", track)
    one = site(tmp_path, instance(99, "version 3", "advert_int 0.1"), better)

    played = replay(one, [Act("boot")])

    assert [(p.verdict, p.why) for p in played] == [("agrees", "")]
    assert played[-1].seen[-1].endswith("lb1 VI_1 BACKUP, lb2 VI_1 MASTER owns")


def test_a_file_that_haproxy_writes_once_is_well_from_then_on(tmp_path: Path) -> None:
    """keepalived wrote 1 into it, and leaves FAULT when HAProxy listens; not for its end."""
    file = "track_file down {\n    file /run/down\n    weight 0\n    init_file 1\n}\n"
    quick = ("version 3", "advert_int 0.1", "track_file {\n        down\n    }")
    unit = "[Service]\nRestart=no\nExecStartPost=/bin/sh -c 'echo 0 >/run/down'\n"
    one = site(
        tmp_path,
        file + instance(101, *quick),
        file + instance(100, *quick),
        **{"etc/systemd/system/haproxy.service.d/down.conf": unit},
    )

    played = replay(one, [Act("boot"), Act("haproxy-gone", "lb1")])

    assert [p.verdict for p in played] == ["agrees", "agrees"]
    assert played[-1].seen[-1].endswith("HAProxy lb2; lb1 VI_1 MASTER owns, lb2 VI_1 BACKUP")


def test_a_keepalived_whose_parent_dies_first_tidies_up(tmp_path: Path) -> None:
    """Killed all at once it leaves the VIP behind, and the fault has to be done that way."""
    one = site(tmp_path, instance(101), instance(100), haproxy=haproxy_cfg("*:80"))

    played = replay(one, [Act("boot"), Act("keepalived-killed", "lb1")])

    assert [p.verdict for p in played] == ["agrees", "agrees"]
    assert "lb1 VI_1 INIT owns, lb2 VI_1 MASTER owns" in played[-1].seen[-1]


def test_a_weighted_interface_counts_in_a_sync_group(tmp_path: Path) -> None:
    """keepalived logs that it ignores the weight, and does not: no FAULT when eth1 goes down."""
    group = "vrrp_sync_group G {\n    group {\n        VI_1\n    }\n}\n"
    track = "track_interface {\n        eth1 weight -30\n    }"
    one = site(tmp_path, group + instance(101, track), group + instance(100))

    played = replay(one, [Act("boot"), Act("interface-down", "lb1", "eth1")])

    assert [p.verdict for p in played] == ["agrees", "agrees"]
    assert "lb2 VI_1 MASTER owns" in played[-1].seen[-1]


def test_a_script_that_is_waited_for_twice_leaves_a_node_in_fault(tmp_path: Path) -> None:
    """Its instance and its sync group track it without a weight; lb1 has the higher priority."""
    script = 'vrrp_script chk {\n    script "/bin/true"\n    interval 1\n}\n'
    track = "track_script {\n        chk\n    }"
    group = f"vrrp_sync_group G {{\n    group {{\n        VI_1\n    }}\n    {track}\n}}\n"
    quick = ("version 3", "advert_int 0.1", track)
    one = site(tmp_path, script + group + instance(101, *quick), script + instance(100, *quick))

    played = replay(one, [Act("boot")])

    assert [(p.verdict, p.why) for p in played] == [("agrees", "")]
    assert played[-1].seen[-1].endswith("lb2 VI_1 MASTER owns")


def test_nodes_with_ah_hear_each_other(tmp_path: Path) -> None:
    """Its sequence numbers are no part of the model, and both begin at zero after a boot."""
    ah = "authentication {\n        auth_type AH\n        auth_pass secret\n    }"
    one = site(tmp_path, instance(101, "state MASTER", ah), instance(100, ah))

    played = replay(one, [Act("boot")])

    assert [p.verdict for p in played] == ["agrees"]
    assert played[-1].seen[-1].endswith("lb1 VI_1 MASTER owns, lb2 VI_1 BACKUP")


def test_a_start_that_takes_longer_than_it_may_is_waited_for_and_not_judged(tmp_path: Path) -> None:
    """HAProxy that is killed comes back, half a second later than the model allows: it was taken
    for dead. Whether the machine is slow or the program is cannot be seen: no last word."""
    quick = ("version 3", "advert_int 0.1")
    unit = "[Service]\nExecStartPre=/bin/sleep 1\n"
    slow = {"etc/systemd/system/haproxy.service.d/slow.conf": unit}
    one = site(tmp_path, instance(101, *quick), instance(100, *quick), **slow)

    played = replay(one, [Act("boot"), Act("haproxy-crash", "lb1")])

    assert [p.verdict for p in played] == ["agrees", "agrees"]
    assert "HAProxy lb1, lb2" in played[-1].seen[-1]
    assert not played[-1].on_time


def test_a_trace_that_is_not_true_is_found_out(tmp_path: Path) -> None:
    """The model is told that the nodes agree about advert_int, and the daemons both own the VIP."""
    lie = site(tmp_path / "lie", instance(101), instance(100))
    truth = site(tmp_path / "truth", instance(101), instance(100, "advert_int 2"))

    played = replay(truth, [Act("boot")], told_by=lie)

    assert played[-1].verdict == "disagrees"
