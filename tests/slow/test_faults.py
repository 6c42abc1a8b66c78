# SPDX-License-Identifier: Apache-2.0
"""Each fault on the real daemons: held on a good pair, broken on one that deserves it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.drill.pairs import CONF, DESERVING, VIP, Drills, broken, changed, drilled, of, play

VERSION_3 = (CONF, "global_defs {", "global_defs {\n    vrrp_version 3")

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def drills(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drills]:
    with drilled(tmp_path_factory.mktemp("sites"), *DESERVING) as found:
        yield found


@pytest.mark.parametrize("fault", DESERVING)
def test_a_good_pair_holds(fault: str, drills: Drills) -> None:
    found = of(drills, "good", fault)
    assert [(r.phase, r.verdict, r.why) for r in found] == [(r.phase, "held", "") for r in found]


def test_after_a_storm_a_cold_backup_stays_dead(drills: Drills) -> None:
    (storm,) = broken(drills, "boot-storm").values()
    assert "HAProxy does not run on" in storm.why
    assert storm.owners[0].owners == ("lb1",)


def test_a_keepalived_that_is_not_restarted_leaves_its_vip_for_ever(drills: Drills) -> None:
    both = broken(drills, "keepalived-kill")["lb1", "both"]
    assert f"{VIP} is owned by lb1 and lb2" in both.why
    assert both.owners[-1].owners == ("lb1", "lb2")


def test_a_restarted_one_takes_it_away(drills: Drills) -> None:
    (both,) = (r for r in of(drills, "good", "keepalived-kill") if r.phase == "both")
    assert len(both.owners[-1].owners) == 1


def test_while_keepalived_hangs_there_are_two_owners_and_then_one(drills: Drills) -> None:
    hangs = of(drills, "good", "keepalived-hang")
    assert [(r.phase, r.owners[-1].owners) for r in hangs] == [
        ("", ("lb1", "lb2")),
        ("over", ("lb1",)),
    ]
    assert all(("lb1", "lb2") in [step.owners for step in r.owners] for r in hangs)


@pytest.mark.parametrize("fault", ["keepalived-hang", "link-down"])
def test_a_cold_backup_does_not_take_the_vip(fault: str, drills: Drills) -> None:
    first = broken(drills, fault)["lb1", ""]
    assert first.claims["haproxy-runs-everywhere"] == "broken"
    assert first.claims["some-owner"] == "broken"
    assert "cannot bind socket" in first.why
    assert f"{VIP} is owned by no node among lb2" in first.why


@pytest.mark.parametrize("fault", ["partition", "partition-one-way", "split-then-heal"])
def test_nodes_that_do_not_hear_each_other_both_own_the_vip_and_one_does_afterwards(
    fault: str, drills: Drills
) -> None:
    parted, *_ = of(drills, "good", fault)
    assert [step.owners for step in parted.owners][:2] == [("lb1",), ("lb1", "lb2")]
    assert parted.timeline.owners[-1].owners == ("lb1",)


def test_a_deaf_owner_keeps_the_vip(drills: Drills) -> None:
    _, deaf = of(drills, "good", "partition-one-way")
    assert [step.owners for step in deaf.owners] == [("lb1",)]


def test_where_each_asks_the_other_a_partition_leaves_no_owner(drills: Drills) -> None:
    parted = broken(drills, "partition")["lb1", ""]
    assert f"{VIP} is owned by no node among lb1; {VIP} is owned by no node among lb2" in parted.why
    assert parted.owners[-1].owners == ()


def test_where_each_asks_the_other_a_deaf_owner_gives_the_vip_up(drills: Drills) -> None:
    deaf = broken(drills, "partition-one-way")["lb1", "deaf"]
    assert deaf.claims["some-owner"] == "broken"


def test_clients_stay_with_the_one_that_gave_up_where_the_other_does_not_announce_itself(
    drills: Drills,
) -> None:
    (healed,) = broken(drills, "split-then-heal").values()
    assert healed.why == f"requests to {VIP} are not answered"
    assert healed.owners[-1].owners == ("lb1",)


def test_a_short_stall_costs_no_move_and_a_long_one_does(drills: Drills) -> None:
    short, _, long = of(drills, "good", "node-stall")
    assert [step.owners for step in short.owners] == [("lb1",)]
    assert [step.owners for step in long.owners] == [("lb1",), ("lb1", "lb2"), ("lb1",)]
    assert [r.needless_moves and r.needless_moves.expected for r in (short, long)] == [0, 1]


def test_clients_of_the_one_that_stood_still_stay_away_where_it_does_not_announce_itself(
    drills: Drills,
) -> None:
    long = broken(drills, "node-stall")["lb1", "1.1 x"]
    assert long.why == f"requests to {VIP} are not answered"


def test_many_adverts_outlive_nine_tenths_of_the_down_interval(tmp_path: Path) -> None:
    many = ((CONF, "advert_int 1", "advert_int 0.15\n    down_timer_adverts 20"), VERSION_3)
    drilled = play(changed(tmp_path / "many", many), "node-stall")
    assert [r.needless_moves and r.needless_moves.expected for r in drilled.drills] == [0, 0, 1]
    assert [r.needless_moves and r.needless_moves.seen for r in drilled.drills] == [0, 0, 1]
    assert [r.verdict for r in drilled.drills] == ["held"] * 3


def test_lost_adverts_move_the_vip_as_often_as_chance_has_it(tmp_path: Path) -> None:
    often = ((CONF, "advert_int 1", "advert_int 0.01"), VERSION_3)
    drilled = play(changed(tmp_path / "often", often), "advert-loss")
    found = [record.needless_moves for record in drilled.drills]
    assert [one and one.expected for one in found] == pytest.approx([0.72, 5.12, 15.12])
    assert found[2] is not None
    assert 0.3 < found[2].seen / found[2].expected < 3
    assert [record.verdict for record in drilled.drills] == ["held"] * 3


def test_state_master_takes_the_vip_back_in_spite_of_nopreempt(drills: Drills) -> None:
    (returned,) = broken(drills, "return").values()
    assert returned.why == f"{VIP} left lb2 although lb1 is not to take it back"
    assert returned.claims["returns-as-configured"] == "broken"


def test_it_comes_back_once_where_it_may(drills: Drills) -> None:
    (returned,) = of(drills, "good", "return")
    alone = [s.owners for s in returned.owners if len(s.owners) == 1]
    assert alone == [("lb1",), ("lb2",), ("lb1",)]


def test_what_nobody_tracks_stays_where_nobody_serves(drills: Drills) -> None:
    gone = broken(drills, "double-fault")["", "haproxy gone, back on the backup"]
    assert gone.why == f"requests to {VIP} are not answered"
    assert gone.owners[-1].owners == ("lb1",)


def test_a_reload_that_ends_the_daemon_moves_the_vip(drills: Drills) -> None:
    reloaded = broken(drills, "config-reload")["lb1", "keepalived"]
    assert f"{VIP} moved to lb2 although keepalived was only reloaded" in reloaded.why


def test_a_node_that_cannot_follow_leaves_two_owners(drills: Drills) -> None:
    rolled = broken(drills, "rolling-change")["", "version by hand"]
    assert f"{VIP} is owned by lb1 and lb2" in rolled.why
    assert "systemctl reload keepalived.service fails on lb2" in rolled.why


def test_a_keepalived_that_cannot_be_reloaded_stops_a_move_before_anything_moved(
    drills: Drills,
) -> None:
    (stopped,) = broken(drills, "planned-move").values()
    assert f"{VIP} did not go there and back: lb1" in stopped.why
    assert "systemctl reload keepalived.service fails on lb2" in stopped.why
    assert stopped.claims["owner-serves"] == "held"
