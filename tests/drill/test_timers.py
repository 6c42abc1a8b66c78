# SPDX-License-Identifier: Apache-2.0
"""What `fix --timers` writes, on the real daemons; nothing here depends on the speed of a host."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.drill.relays import boot, move_away, move_back, plain_site, spec_of, with_relay
from tests.drill.timed_pair import UNIT, VIP, owned_by, timed_pair

from holdfast.drill.stage.stage import HAPROXY, KEEPALIVED, stage
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.events import AddressChanged, UnitChanged
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.vrrp_log import vrrp_states
from holdfast.load.reload import reload
from holdfast.methods import timers
from holdfast.methods.method import Plan

pytestmark = pytest.mark.lab

SLOW = "[Service]\nExecStartPre=/bin/sleep 2\n"
"""Twice as long as a node without this HAProxy would wait before it takes the VIP."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    site = timed_pair(tmp_path_factory.mktemp("site"), {f"{UNIT}/a-slow.conf": SLOW})
    with Lab(stage(site).spec) as lab:
        lab.boot("lb1")
        owned_by(lab, "lb1")
        lab.boot("lb2")
        lab.eventually(lambda: down(lab, "lb2") == "0\n", within=SETTLE_MS, what="HAProxy on lb2")
        yield lab


def down(lab: Lab, node: str) -> str:
    return lab.run(node, "cat", "/run/haproxy-down").output


def first_listening(lab: Lab, since: float) -> float:
    """When HAProxy told lb1's service manager that it listens."""
    ready = ("lb1", HAPROXY, "start-post")
    return next(
        e.ms for e in lab.events(since)
        if isinstance(e, UnitChanged) and (e.node, e.unit, e.phase) == ready
    )  # fmt: skip


def first_owned(lab: Lab, since: float) -> float:
    """When the VIP came to lb1."""
    return next(
        e.ms for e in lab.events(since)
        if isinstance(e, AddressChanged) and e.node == "lb1" and e.present
        and e.address.startswith(VIP)
    )  # fmt: skip


def elected(lab: Lab, since: float) -> None:
    """Wait until a keepalived of lb1's has come to be MASTER after that."""
    lab.eventually(
        lambda: vrrp_states(lab.events(since)).get(("lb1", "VI_01")) == "MASTER",
        within=SETTLE_MS,
        what="MASTER on lb1",
    )


def test_at_boot_the_vip_never_comes_before_haproxy_listens(lab: Lab) -> None:
    assert first_listening(lab, 0.0) < first_owned(lab, 0.0)


def test_a_dead_haproxy_moves_the_vip_and_one_that_listens_again_takes_it_back(lab: Lab) -> None:
    lab.hold("lb1", HAPROXY)
    owned_by(lab, "lb2")
    assert down(lab, "lb1") == "1\n"
    since = now_ms()
    lab.release("lb1", HAPROXY)
    owned_by(lab, "lb1")
    assert down(lab, "lb1") == "0\n"
    assert first_listening(lab, since) < first_owned(lab, since)


def test_a_hung_haproxy_moves_the_vip_although_its_unit_is_active(lab: Lab) -> None:
    lab.kill("lb1", HAPROXY, "SIGSTOP")
    owned_by(lab, "lb2")
    assert lab.systemctl("lb1", "is-active", "haproxy").output == "active"
    lab.kill("lb1", HAPROXY, "SIGCONT")
    owned_by(lab, "lb1")


def test_a_reload_of_haproxy_does_not_touch_its_health(lab: Lab) -> None:
    written = lab.run("lb1", "stat", "--format=%.Y", "/run/haproxy-down").output
    assert lab.systemctl("lb1", "reload", "haproxy").status == 0
    assert lab.run("lb1", "stat", "--format=%.Y", "/run/haproxy-down").output == written
    assert down(lab, "lb1") == "0\n"


def test_while_a_killed_keepalived_is_away_both_own_the_vip_and_no_longer(lab: Lab) -> None:
    lab.hold("lb1", KEEPALIVED)
    owned_by(lab, "lb1", "lb2")
    since = now_ms()
    lab.release("lb1", KEEPALIVED)
    elected(lab, since)
    owned_by(lab, "lb1")


def test_a_killed_keepalived_comes_back_by_itself(lab: Lab) -> None:
    since = now_ms()
    lab.kill("lb1", KEEPALIVED, "SIGKILL")
    elected(lab, since)
    owned_by(lab, "lb1")


def test_a_node_whose_haproxy_cannot_start_takes_no_vip(tmp_path: Path) -> None:
    broken = {f"{UNIT}/a-broken.conf": "[Service]\nExecStartPre=/bin/false\n"}
    with Lab(stage(timed_pair(tmp_path, broken)).spec) as lab:
        lab.boot()
        owned_by(lab, "lb2")
        assert down(lab, "lb1") == "1\n"
        assert "lb1" not in {
            e.node for e in lab.events()
            if isinstance(e, AddressChanged) and e.address.startswith(VIP)
        }  # fmt: skip


def test_a_pair_hears_itself_in_both_families(tmp_path: Path) -> None:
    """Deaf ones would both own a VIP that comes back."""
    site = with_relay(plain_site(tmp_path))
    plan = timers.plan(site)
    assert isinstance(plan, Plan), plan
    with Lab(spec_of(reload(site, plan.changes))) as pair:
        boot(pair)
        move_away(pair)
        move_back(pair)
