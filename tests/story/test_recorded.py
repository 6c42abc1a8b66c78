# SPDX-License-Identifier: Apache-2.0
"""The story of journals that real daemons wrote, held against what the kernel did."""

import pytest
from tests.story.recorded import CASES, kernel, recorded, sentences, story

from holdfast.story.story import Story, tell

SLACK_MS = 20.0
"""Between keepalived's line and the address; both were written on one machine."""


def had(case: str, at: float) -> set[str]:
    """The nodes whose kernel had the VIP."""
    state: dict[str, bool] = {}
    for when, node, present in kernel(case):
        if when <= at:
            state[node] = present
    return {node for node, present in state.items() if present}


def instants(case: str, told: Story) -> list[float]:
    """The middle of every stretch in which nothing changed, neither told nor true."""
    (group,) = told.groups
    edges = sorted([owned.since for owned in group.course] + [at for at, _, _ in kernel(case)])
    pairs = zip(edges, [*edges[1:], max(c.times[-1] for c in told.chronicles)], strict=True)
    return [(a + b) / 2 for a, b in pairs if b - a > SLACK_MS]


@pytest.mark.parametrize("case", CASES)
def test_who_owned_is_what_the_kernel_had(case: str) -> None:
    told = story(case)
    (group,) = told.groups
    for at in instants(case, told):
        owned = [step for step in group.course if step.since <= at][-1]
        assert set(owned.owners) <= had(case, at) <= {*owned.owners, *owned.perhaps}, at


@pytest.mark.parametrize("case", CASES)
def test_one_clock_is_not_told_to_be_two(case: str) -> None:
    told = story(case)
    assert told.apart is not None
    assert told.apart.ahead_ms == 0.0


def test_a_stop_and_the_way_back() -> None:
    assert sentences(story("keepalived-stop"))[4:] == [
        "lb1 takes VI_01: it heard of no other owner.",
        "lb1 loses VI_01: its keepalived was stopped.",
        "lb2 takes VI_01: lb1 had lost it. Nobody had it for 609 ms, give or take 100 ms.",
        "lb1: keepalived starts.",
        "lb2 loses VI_01: it heard 172.22.21.10 with priority 101, and its own is 100.",
        "lb1 takes VI_01: its priority is above the 100 of 172.22.21.11.",
    ]


def test_a_node_without_power() -> None:
    told = sentences(story("node-power"))
    assert (
        "lb1 loses VI_01: the node went down: its journal breaks off at 12:59:30.043 and boots at "
        "12:59:37.370." in told
    )
    assert "lb2 takes VI_01: lb1 was silent. lb1 may still have had it." in told


def test_a_check_that_fails_and_one_that_lowers_the_priority() -> None:
    failed = "its check chk_haproxy failed (exited with status 3)"
    assert f"lb1 loses VI_01: {failed}." in sentences(story("haproxy-gone"))
    assert (
        "lb1 loses VI_01: it heard 172.22.21.11 with priority 100, and its own is 81 since "
        f"{failed} at 13:00:24.174." in sentences(story("haproxy-gone-weight"))
    )


def test_what_else_makes_a_vip_move() -> None:
    assert "lb1 loses VI_01: its interface ens18 went down." in sentences(story("link-down"))
    assert (
        "lb1 loses VI_01: its keepalived died (code=killed, status=9/KILL). It may have left the "
        "VIPs on the node until 13:01:18.852." in sentences(story("keepalived-killed"))
    )
    assert (
        "lb1 loses VI_01: it heard 172.22.21.11 with priority 100, and its own is 90; it had read "
        "its files anew at 13:01:35.127." in sentences(story("priority-lowered"))
    )


def test_two_owners_that_do_not_hear_each_other() -> None:
    told = story("adverts-lost")
    (group,) = told.groups
    (shared,) = [one for one in group.shared if one.certain]
    assert shared.owners == ("lb1", "lb2")
    assert any(
        text.startswith("lb2 takes VI_01: it did not hear lb1, who had it all the time.")
        for text in sentences(told)
    )
    assert any(text.startswith("lb1 and lb2 both have VI_01, for ") for text in sentences(told))


def test_why_two_owners_refuse_each_other() -> None:
    (both,) = [t for t in sentences(story("adverts-refused")) if " both have " in t]
    assert "lb1 threw away what it heard: wrong version. Received 3 and expect 2." in both
    assert "lb2 threw away what it heard: wrong version. Received 2 and expect 3." in both


def test_a_haproxy_that_cannot_bind_is_told_once() -> None:
    told = [e for e in story("vip-bind-race").account if e.node == "lb2" and e.group is None]
    assert [(entry.text, entry.times) for entry in told[1:]] == [
        (
            "lb2: HAProxy cannot start: cannot bind socket (Cannot assign requested address) for "
            "[172.22.21.36:80].",
            5,
        ),
        ("lb2: HAProxy died (code=exited, status=1/FAILURE).", 5),
        ("lb2: systemd starts HAProxy no more: it failed too often.", 1),
    ]


def test_clients_of_a_haproxy_that_is_gone() -> None:
    told = story("haproxy-gone").clients
    gone = told.incidents[1]
    assert (gone.failed, gone.broken) == (0, 0)
    assert gone.pause is not None
    assert 2500 < gone.pause.ms < 3000, "2.6 s, and what the thinned log adds"


def test_the_vips_are_named_where_keepalived_names_them() -> None:
    (group,) = story("log-detail").groups
    assert str(group.group) == "VI_01 (172.22.21.36)"
    (group,) = story("keepalived-stop").groups
    assert str(group.group) == "VI_01"


def test_no_order_is_told_where_the_clocks_leave_it_open() -> None:
    by_text = {entry.text: entry for entry in story("keepalived-stop").account}
    assert not by_text["lb1 loses VI_01: its keepalived was stopped."].order_unsure
    assert by_text["lb1 takes VI_01: its priority is above the 100 of 172.22.21.11."].order_unsure


def test_one_journal_alone() -> None:
    told = tell(recorded("keepalived-stop")[1:], (), 100.0)
    assert sentences(told)[2:] == [
        "lb2 takes VI_01: it heard of no other owner.",
        "lb2 loses VI_01: it heard 172.22.21.10 with priority 101, and its own is 100.",
    ]
    assert told.apart is None
