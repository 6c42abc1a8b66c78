# SPDX-License-Identifier: Apache-2.0
"""Each claim, kept and broken."""

from pathlib import Path

import pytest
from tests.prove.sites import ALIVE, VIP, haproxy_cfg, instance, judged, proved, says, site

from holdfast.load.site import load
from holdfast.prove.prove import Asked, prove
from holdfast.prove.registry import CLAIMS
from holdfast.report.prove_text import uncovered

TRACKED = "track_script {\n        chk\n    }"
RESTARTED = {"etc/systemd/system/keepalived.service.d/x.conf": "[Service]\nRestart=on-failure\n"}
ASKS = (
    'vrrp_script chk {\n    script "/usr/bin/curl -sf --max-time 1 http://127.0.0.1/"\n'
    "    interval 2\n}\n"
)


def test_a_pair_made_well_keeps_every_claim(tmp_path: Path) -> None:
    one = site(
        tmp_path,
        ASKS + instance(101, TRACKED),
        ASKS + instance(100, TRACKED),
        haproxy=haproxy_cfg("*:80"),
        **RESTARTED,
    )

    proof = prove(one, Asked(3, 10_000))

    assert [(j.claim, j.why) for j in proof.claims if not j.held] == []
    assert proof.complete


def test_haproxy_that_binds_the_vip_is_given_up_on_both_nodes(tmp_path: Path) -> None:
    one = site(tmp_path, instance(101), instance(100), haproxy=haproxy_cfg(f"{VIP}:80"))

    found = judged(one, "haproxy-runs-everywhere")

    assert says(found) == [
        "All nodes start from cold.",
        f"HAProxy on lb1 cannot bind {VIP}, which lb1 does not own: after 5 tries systemd leaves "
        "it dead.",
    ]
    assert found.rule == "vip-bind-race"
    assert found.why == (
        "HAProxy on lb1 does not run: after 5 tries systemd has given it up, because it binds an "
        "address that lb1 does not have"
    )
    assert found.trace[1].after_ms == (400, 2500)


@pytest.mark.parametrize("bind", [f"{VIP}:80 transparent", ":80", "*:80"])
def test_haproxy_that_may_bind_runs_everywhere(tmp_path: Path, bind: str) -> None:
    one = site(tmp_path, instance(101), instance(100), haproxy=haproxy_cfg(bind))

    assert judged(one, "haproxy-runs-everywhere", 2).held


def test_a_unit_without_a_start_limit_tries_until_the_vip_comes(tmp_path: Path) -> None:
    """HAProxy starts where the VIP is, and a restart without it would fail."""
    unit = {"etc/systemd/system/haproxy.service.d/x.conf": "[Unit]\nStartLimitBurst=0\n"}
    one = site(tmp_path, instance(101), instance(100), haproxy=haproxy_cfg(f"{VIP}:80"), **unit)

    found = judged(one, "haproxy-runs-everywhere")

    assert found.why.startswith("HAProxy on lb2 tries to start for ever")


def test_haproxy_that_is_not_enabled_does_not_start(tmp_path: Path) -> None:
    one = site(
        tmp_path,
        instance(101),
        **{
            "etc/os-release": 'ID="rocky"\nVERSION_ID="9"\n',
            "etc/systemd/system/multi-user.target.wants/keepalived.service": "",
        },
    )

    assert judged(one, "haproxy-runs-everywhere").why == "HAProxy on lb1 is not started at boot"


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (
            ["advert_int 1"],
            ["advert_int 2"],
            "lb1 discards the advertisement of lb2: advert_int 1 at lb1, 2 at lb2",
        ),
        (
            ["version 2"],
            ["version 3"],
            "lb1 discards the advertisement of lb2: version 2 at lb1, 3 at lb2",
        ),
        (
            ["authentication {\n auth_type PASS\n auth_pass a\n }"],
            ["authentication {\n auth_type PASS\n auth_pass b\n }"],
            "lb1 discards the advertisement of lb2: auth_pass one at lb1, another one at lb2",
        ),
        (
            ["authentication {\n auth_type PASS\n auth_pass a\n }"],
            [],
            "lb1 discards the advertisement of lb2: auth_type PASS at lb1, none at lb2",
        ),
        (
            ["unicast_peer {\n 172.22.21.11\n }"],
            [],
            "lb1 discards the advertisement of lb2: lb1 expects unicast, lb2 sends multicast",
        ),
        (
            ["unicast_src_ip 172.22.21.10", "unicast_peer {\n 172.22.21.99\n }"],
            ["unicast_src_ip 172.22.21.11", "unicast_peer {\n 172.22.21.10\n }"],
            "lb1 sends its advertisements to 172.22.21.99, and lb2 has 172.22.21.11",
        ),
    ],
)
def test_nodes_that_disagree_both_own_the_vip(
    tmp_path: Path, first: list[str], second: list[str], reason: str
) -> None:
    one = site(tmp_path, instance(101, *first), instance(100, *second))

    found = judged(one, "one-owner", 0)

    assert found.why == f"lb1 and lb2 both own {VIP}: {reason}"
    assert len(found.at) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([], []),
        (["version 3", "advert_int 1"], ["version 3", "advert_int 2"]),
        (
            ["version 3", "authentication {\n auth_type PASS\n auth_pass a\n }"],
            ["version 3"],
        ),
        (
            ["authentication {\n auth_type PASS\n auth_pass 12345678a\n }"],
            ["authentication {\n auth_type PASS\n auth_pass 12345678b\n }"],
        ),
        (
            ["unicast_src_ip 172.22.21.10", "unicast_peer {\n 172.22.21.11\n }"],
            ["unicast_src_ip 172.22.21.11", "unicast_peer {\n 172.22.21.99\n }"],
        ),
    ],
)
def test_nodes_that_hear_each_other_have_one_owner(
    tmp_path: Path, first: list[str], second: list[str]
) -> None:
    """The last one is latent: the backup's own peer is wrong, and nobody needs it yet."""
    one = site(tmp_path, instance(101, *first), instance(100, *second))

    assert judged(one, "one-owner", 0).held


def test_a_wrong_peer_of_the_backup_shows_after_a_fail_over(tmp_path: Path) -> None:
    """lb1 comes back as MASTER, hears nothing of lb2; lb2 hears lb1 and yields: it is latent."""
    one = site(
        tmp_path,
        instance(100, "unicast_src_ip 172.22.21.10", "unicast_peer {\n 172.22.21.11\n }"),
        instance(101, "unicast_src_ip 172.22.21.11", "unicast_peer {\n 172.22.21.99\n }"),
    )

    assert not judged(one, "one-owner", 0).held


def test_another_virtual_router_id_is_another_group(tmp_path: Path) -> None:
    found = judged(site(tmp_path, instance(101), instance(100, vrid=52)), "one-owner", 0)

    assert found.why == (
        f"lb1 and lb2 both own {VIP}: they are in two groups, VI_1 and VI_1, with different "
        "virtual_router_id, network or family"
    )


def test_notify_programs_that_undo_each_other_never_come_to_rest(tmp_path: Path) -> None:
    """MASTER stops HAProxy, the check fails, FAULT starts it, the check succeeds, and so on."""
    undoes = (
        'notify_master "/bin/systemctl stop haproxy"',
        'notify_fault "/bin/systemctl start haproxy"',
    )
    check = ALIVE % ""
    one = site(tmp_path, check + instance(101, TRACKED, *undoes), check + instance(100, TRACKED))

    found = judged(one, "settles", 0)

    assert found.why == "VI_1 never comes to rest: the same states follow each other for ever"
    assert found.rule == "haproxy-stopped-by-notify"
    assert found.trace[-1].state in [step.state for step in found.trace[:-1]]


def test_a_haproxy_that_a_notify_program_stops_says_so(tmp_path: Path) -> None:
    stops = 'notify_backup "/bin/systemctl stop haproxy"'
    one = site(tmp_path, instance(101, stops), instance(100, stops))

    found = judged(one, "haproxy-runs-everywhere", 0)

    assert found.why == "a notify program has stopped HAProxy on lb1"
    assert found.rule == "haproxy-stopped-by-notify"


def test_an_owner_that_does_not_listen_says_so(tmp_path: Path) -> None:
    site(tmp_path, instance(101), instance(100))
    (tmp_path / "lb1/etc/haproxy/haproxy.cfg").write_text(haproxy_cfg("127.0.0.1:80"))

    found = judged(load([str(tmp_path)]), "owner-serves", 0)

    assert found.why.endswith("HAProxy on lb1 binds no port of it")
    assert found.rule == "vip-without-listener"


def test_a_partition_is_no_breach_of_one_owner(tmp_path: Path) -> None:
    assert judged(site(tmp_path, instance(101), instance(100)), "one-owner", 3).held


def test_equal_priorities_have_one_owner(tmp_path: Path) -> None:
    assert judged(site(tmp_path, instance(100), instance(100)), "one-owner", 2).held


def test_two_address_owners_end_with_one(tmp_path: Path) -> None:
    one = site(tmp_path, instance(255, "state MASTER"), instance(255, "state MASTER"))

    assert proved(one).claims[1].held
    assert judged(one, "settles").held


def test_a_check_that_always_fails_leaves_nobody(tmp_path: Path) -> None:
    script = 'vrrp_script chk {\n    script "/bin/false"\n    interval 2\n}\n'
    one = site(tmp_path, script + instance(101, TRACKED), script + instance(100, TRACKED))

    found = judged(one, "some-owner", 0)

    assert found.why == f"nobody owns {VIP}, although lb1 could serve it: chk fails there"


def test_a_verdict_that_hangs_on_an_opaque_check_says_so(tmp_path: Path) -> None:
    script = 'vrrp_script chk {\n    script "/opt/check"\n    interval 2\n}\n'
    one = site(tmp_path, script + instance(101, TRACKED), script + instance(100, TRACKED))

    found = judged(one, "some-owner", 0)

    assert found.hangs_on == ("chk on lb1", "chk on lb2")
    assert found.why.endswith(
        "this hangs on chk on lb1 and chk on lb2: were they true, the claim would be kept"
    )
    gone = judged(one, "owner-serves", 1, frozenset({"haproxy-gone"}))
    assert gone.change == (
        "track what surely fails while HAProxy is dead, such as a request with curl, unweighted"
    )


@pytest.mark.parametrize(
    ("weight", "held"),
    [("weight -2", True), ("weight -1", False), ("weight 2", True), ("", True)],
)
def test_a_weight_must_be_larger_than_the_distance(tmp_path: Path, weight: str, held: bool) -> None:
    check = ALIVE % weight
    one = site(tmp_path, check + instance(101, TRACKED), check + instance(100, TRACKED))

    found = judged(one, "owner-serves", 1, frozenset({"haproxy-gone"}))

    assert found.held == held
    assert found.rule == (None if held else "weight-never-flips")


def test_an_address_owner_has_no_weights(tmp_path: Path) -> None:
    check = ALIVE % "weight -20"
    one = site(tmp_path, check + instance(255, TRACKED), check + instance(100, TRACKED))

    found = judged(one, "owner-serves", 1, frozenset({"haproxy-gone"}))

    assert found.why.endswith(
        "VI_1 keeps priority 255, which no weight lowers, and keepalived drops chk"
    )
    assert found.rule == "weight-never-flips"


def test_a_member_of_a_sync_group_has_no_weights(tmp_path: Path) -> None:
    check = ALIVE % "weight -20"
    group = "vrrp_sync_group G {\n    group {\n        VI_1\n    }\n}\n"
    one = site(tmp_path, *(check + instance(p, TRACKED) + group for p in (101, 100)))

    found = judged(one, "owner-serves", 1, frozenset({"haproxy-gone"}))

    assert found.why.endswith("VI_1 is in a sync group, where keepalived drops chk with its weight")
    assert found.change == "track chk in the sync group, without a weight"


def test_a_vip_that_the_owner_does_not_list_is_owned_by_nobody(tmp_path: Path) -> None:
    more = "virtual_ipaddress_excluded {\n        172.22.21.99/24\n    }"
    one = site(tmp_path, instance(100, more), instance(101))

    found = judged(one, "some-owner", 0)

    assert found.why == (
        "nobody owns 172.22.21.99, although lb1 could serve it: lb2 owns the other VIPs of VI_1, "
        "and does not list it"
    )
    assert found.rule == "excluded-vips-differ"


def test_a_process_check_does_not_see_a_hung_haproxy(tmp_path: Path) -> None:
    check = ALIVE % ""
    one = site(tmp_path, check + instance(101, TRACKED), check + instance(100, TRACKED))

    found = judged(one, "owner-serves")

    assert found.trace[-1].action.fault == "haproxy-hung"
    assert "sees that the process is there, not that it answers" in found.why


def test_nopreempt_and_a_weight_never_move_the_vip(tmp_path: Path) -> None:
    check = ALIVE % "weight -20"
    one = site(
        tmp_path,
        check + instance(101, TRACKED, "nopreempt"),
        check + instance(100, TRACKED, "nopreempt"),
    )

    found = judged(one, "owner-serves", 1, frozenset({"haproxy-gone"}))

    assert found.rule == "nopreempt-with-weight"


def test_an_untracked_haproxy_takes_its_vip_along(tmp_path: Path) -> None:
    found = judged(site(tmp_path, instance(101), instance(100)), "owner-serves")

    assert says(found)[-1] == "HAProxy on lb1 dies and stays dead."
    assert found.rule == "haproxy-not-tracked"


def test_a_killed_keepalived_leaves_its_vip(tmp_path: Path) -> None:
    one = site(tmp_path, instance(101), instance(100))

    assert says(judged(one, "dead-node-holds-no-vip"))[-2:] == [
        f"keepalived on lb1 is killed, all its processes at once. {VIP} stays on lb1.",
        f"lb2 has heard no advertisement for 3609 ms: lb2 becomes MASTER of VI_1 and takes {VIP}.",
    ]


def test_a_keepalived_that_is_started_again_takes_its_vip_away(tmp_path: Path) -> None:
    one = site(tmp_path, instance(101), instance(100), **RESTARTED)

    assert judged(one, "dead-node-holds-no-vip", 2).held


def test_state_master_preempts_in_spite_of_nopreempt(tmp_path: Path) -> None:
    one = site(tmp_path, instance(101, "state MASTER", "nopreempt"), instance(100, "state BACKUP"))

    found = judged(one, "returns-as-configured")

    assert found.why == (
        f"lb1 takes {VIP} from a living owner in spite of its nopreempt: state MASTER clears "
        "nopreempt"
    )


@pytest.mark.parametrize("lines", [["nopreempt"], ["preempt_delay 10"], []])
def test_a_node_returns_as_it_says(tmp_path: Path, lines: list[str]) -> None:
    one = site(tmp_path, instance(101, *lines), instance(100, *lines))

    assert judged(one, "returns-as-configured", 2).held


def test_a_sync_group_whose_priorities_disagree_waits_for_ever(tmp_path: Path) -> None:
    def both(first: int, second: int) -> str:
        group = "vrrp_sync_group G {\n    group {\n        VI_1\n        VI_2\n    }\n}\n"
        other = instance(second, name="VI_2", vrid=52, vip="172.22.21.37")
        return group + instance(first) + other

    found = judged(site(tmp_path, both(101, 100), both(100, 101)), "returns-as-configured", 0)

    assert "has the higher priority" in found.why


def test_outage_is_told_without_a_budget(tmp_path: Path) -> None:
    one = site(
        tmp_path,
        ASKS + instance(101, TRACKED),
        ASKS + instance(100, TRACKED),
        haproxy=haproxy_cfg("*:80"),
        **RESTARTED,
    )
    claims = tuple(c for c in CLAIMS if c.name == "outage-within")

    told = prove(one, Asked(1, None, claims)).claims[0]
    broken = prove(one, Asked(1, 500, claims)).claims[0]

    assert told.held
    assert told.why == f"a single fault leaves {VIP} unanswered for up to 4709 ms"
    assert broken.why == f"{told.why}; the budget is 500 ms"
    assert broken.trace[-1].says.startswith("lb2")
    assert broken.change.startswith("shorten interval, timeout and fall of the check")


def test_seven_nodes_and_four_faults_are_ended_with_what_was_covered(tmp_path: Path) -> None:
    """The work ends when the caller has enough, in the middle of two faults at once."""
    one = site(tmp_path, *(instance(priority) for priority in range(101, 108)))

    proof = prove(one, Asked(4), lambda states: states > 1500)

    assert (proof.complete, proof.covered) == (False, 1)
    assert list(uncovered(proof, "time")) == [
        "the time was over before all states with 4 faults at once were seen: with up to 1 fault "
        "at once all of them were; ask for less with --faults, or give it more with --seconds"
    ]


def test_a_backup_that_hears_a_better_owner_leaves_the_vip_to_it(tmp_path: Path) -> None:
    """lb1 and lb3 no longer hear each other and both own the VIP; lb2 hears both."""
    one = site(tmp_path, instance(103), instance(102), instance(101))

    assert judged(one, "returns-as-configured", 2).held


def test_an_untracked_haproxy_is_an_outage_for_ever(tmp_path: Path) -> None:
    found = judged(site(tmp_path, instance(101), instance(100)), "outage-within")

    assert found.why == f"a single fault leaves {VIP} unanswered for ever"


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_every_claim_has_a_page(claim: object) -> None:
    page = claim.page.read_text()  # type: ignore[attr-defined]

    assert page.startswith(f"# {claim.name}\n\n")  # type: ignore[attr-defined]
