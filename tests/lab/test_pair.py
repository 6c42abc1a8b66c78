# SPDX-License-Identifier: Apache-2.0
"""The recipe's pair on the real daemons: the race, and the pair that runs."""

from collections.abc import Iterator

import pytest
from tests.lab.pair import FAST, TARGET, VIP, checked, lab_of, node

from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.errors import LabError
from holdfast.lab.events import UnitChanged
from holdfast.lab.hub.network import mac_of
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.traffic import Download, failed, outage_ms, requests

pytestmark = pytest.mark.lab

H, K = "haproxy.service", "keepalived.service"


def phase(lab: Lab, name: str, unit: str) -> str:
    state = lab.unit_states().get((name, unit))
    return state.phase if state else ""


def wait_for(lab: Lab, name: str, unit: str, wanted: str) -> UnitChanged:
    lab.eventually(
        lambda: phase(lab, name, unit) == wanted, within=SETTLE_MS, what=f"{name} {unit} {wanted}"
    )
    return lab.unit_states()[name, unit]


def mac(lab: Lab, name: str) -> str:
    card = next(one for one in lab.spec.nodes if one.name == name).interfaces[0]
    return mac_of(name, card)


def settled(lab: Lab) -> None:
    """Both HAProxys run and lb1 owns the VIP, after whatever a test did."""
    for name in ("lb1", "lb2"):
        if not lab.addresses(name):
            lab.boot(name)
        lab.set_link(name, "ens18", "up")
        lab.release(name, H)
        lab.systemctl(name, "start", K)
        wait_for(lab, name, H, "running")
    lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=SETTLE_MS, what="lb1 owns the VIP")


def test_the_plain_pair_ends_with_no_haproxy_on_the_backup() -> None:
    with Lab(lab_of(node("lb1"), node("lb2"))) as lab:
        lab.boot()
        lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=SETTLE_MS, what="an owner")
        state = wait_for(lab, "lb2", H, "failed")
        assert (state.result, state.start_limit_hit) == ("exit-code", True)
        log = [line.text for line in lab.logs("lb2", H)]
        assert (
            sum("cannot bind socket (Cannot assign requested address)" in one for one in log) == 5
        )
        assert f"{H}: Start request repeated too quickly." in log

        active = lab.run("lb2", "systemctl", "is-active", "haproxy")
        assert (active.status, active.output) == (3, "failed\n")
        assert lab.run("lb2", "systemctl", "is-active", "-q", "keepalived").status == 0
        refused = lab.systemctl("lb2", "start", "haproxy")
        assert refused.status == 1
        assert "attempted too often" in refused.output
        # with the VIP here and the limit cleared it starts
        assert lab.systemctl("lb1", "reset-failed").status == 0
        assert lab.systemctl("lb1", "start", "haproxy").status == 0


def test_check_and_notify_scripts_run_and_move_the_vip() -> None:
    with Lab(lab_of(checked())) as lab:
        lab.boot()
        lab.eventually(lambda: lab.owners(VIP), within=SETTLE_MS, what="the VIP")
        lab.hold("lb1", H)
        lab.eventually(lambda: not lab.owners(VIP), within=SETTLE_MS, what="FAULT")
        log = [line.text for line in lab.logs("lb1", K)]
        assert not [one for one in log if "removing" in one or "insecure" in one]
        assert any("VRRP_Script(alive) failed (exited with status 3)" in one for one in log)
        lab.eventually(
            lambda: "fault" in lab.run("lb1", "cat", "/run/notes").output.split()[2:],
            within=SETTLE_MS,
            what="notify_fault",
        )


@pytest.fixture(scope="module")
def running_pair() -> Iterator[Lab]:
    nodes = [node(name, options=" transparent", timing=FAST) for name in ("lb1", "lb2")]
    with Lab(lab_of(*nodes)) as lab:
        lab.boot()
        settled(lab)
        yield lab


@pytest.fixture
def lab(running_pair: Lab) -> Iterator[Lab]:
    yield running_pair
    running_pair.stop_traffic()
    settled(running_pair)


def watch(lab: Lab, ms: float) -> None:
    """Let the pair run for a while; the client measures."""
    until = now_ms() + ms
    lab.eventually(lambda: now_ms() >= until, within=ms + 1000, what="time")


def test_control_has_requests_no_failure_and_whole_downloads(lab: Lab) -> None:
    lab.start_traffic([TARGET], Download(TARGET, size=100_000, seconds=0.5))
    since = now_ms()
    watch(lab, 1500)
    seen = lab.traffic()
    until = now_ms()
    assert requests(seen.samples[0], since, until) > 200
    assert failed(seen.samples[0], since, until) == 0
    gap = outage_ms(seen.samples[0], since, until)
    assert gap is not None
    assert gap < 500
    assert [run.state for run in seen.downloads][:2] == ["whole", "whole"]
    assert seen.downloads[0].received == 100_000
    assert 300 < seen.downloads[0].end_ms - seen.downloads[0].start_ms < 1500


def test_a_killed_haproxy_is_back_in_about_a_tenth_of_a_second(lab: Lab) -> None:
    lab.start_traffic([TARGET], Download(TARGET, size=400_000, seconds=20))
    lab.eventually(lambda: lab.traffic().downloads, within=SETTLE_MS, what="a download")
    before = lab.unit_states()["lb1", H].main_pid
    since = now_ms()
    assert lab.kill("lb1", H) == 2
    lab.eventually(
        lambda: (
            phase(lab, "lb1", H) == "running"
            and lab.unit_states()["lb1", H].main_pid not in (0, before)
        ),
        within=SETTLE_MS,
        what="a new HAProxy",
    )
    changes = [
        event
        for event in lab.events(since)
        if isinstance(event, UnitChanged) and (event.node, event.unit) == ("lb1", H)
    ]
    again = next(event for event in changes if event.main_pid not in (0, before))
    assert 100 <= again.ms - since < 300
    watch(lab, 300)
    seen = lab.traffic()
    gap = outage_ms(seen.samples[0], since, now_ms())
    assert gap is not None
    assert 100 < gap < 600
    assert failed(seen.samples[0], since, now_ms()) > 0
    assert seen.downloads[0].state == "broken"
    assert lab.owners(VIP) == ("lb1",)


def test_many_downloads_run_side_by_side_and_break_together(lab: Lab) -> None:
    wait_for(lab, "lb1", H, "running")
    lab.start_traffic([TARGET], Download(TARGET, count=30))

    def in_state(state: str) -> int:
        return sum(run.state == state for run in lab.traffic().downloads)

    lab.eventually(lambda: in_state("running") == 30, within=SETTLE_MS, what="30 at a time")
    assert in_state("broken") == 0
    lab.kill("lb1", H)
    lab.eventually(lambda: in_state("broken") >= 25, within=SETTLE_MS, what="them broken")


def test_a_held_haproxy_stays_dead_until_it_is_released(lab: Lab) -> None:
    lab.hold("lb1", H)
    state = wait_for(lab, "lb1", H, "failed")
    assert state.start_limit_hit
    assert lab.run("lb1", "pgrep", "-x", "haproxy").status == 1
    assert lab.run("lb1", "/usr/sbin/haproxy", "-v").status == 127
    assert lab.run("lb2", "pgrep", "-x", "haproxy").status == 0
    lab.release("lb1", H)
    wait_for(lab, "lb1", H, "running")


def test_stopped_keepalived_hands_over_and_takes_back(lab: Lab) -> None:
    assert lab.systemctl("lb1", "stop", "keepalived").status == 0
    lab.eventually(lambda: lab.owners(VIP) == ("lb2",), within=SETTLE_MS, what="lb2 owns")
    assert lab.arp(VIP) == (mac(lab, "lb2"),)
    assert lab.run("lb1", "systemctl", "is-active", "keepalived").output == "inactive\n"


def test_keepalived_s_parent_killed_alone_takes_the_vip_away(lab: Lab) -> None:
    assert lab.kill("lb1", K, "SIGKILL", "main") == 1
    lab.eventually(lambda: lab.owners(VIP) == ("lb2",), within=SETTLE_MS, what="lb2 owns")
    wait_for(lab, "lb1", K, "failed")


def test_keepalived_killed_whole_leaves_the_vip_behind(lab: Lab) -> None:
    assert lab.kill("lb1", K) == 2
    lab.eventually(lambda: lab.owners(VIP) == ("lb1", "lb2"), within=SETTLE_MS, what="two owners")


def test_a_node_without_power_sends_not_one_frame_more(lab: Lab) -> None:
    lab.watch_frames("lb1")
    lab.eventually(lambda: lab.frames_seen("lb1") > 0, within=SETTLE_MS, what="frames of lb1")
    lab.start_traffic([TARGET])
    lab.eventually(lambda: lab.frames_seen("lb1") > 100, within=SETTLE_MS, what="forwarded frames")
    cut = lab.power_off("lb1")
    assert cut.cut_ms <= cut.killed_ms < cut.cut_ms + 1000
    lab.eventually(lambda: lab.owners(VIP) == ("lb2",), within=SETTLE_MS, what="lb2 owns")
    lab.eventually(
        lambda: outage_ms(lab.traffic().samples[0], cut.cut_ms, now_ms()) is not None,
        within=SETTLE_MS,
        what="answers again",
    )
    assert lab.frames_seen("lb1") == 0
    assert ("lb1", H) not in lab.unit_states()
    with pytest.raises(LabError, match="lb1 is not running"):
        lab.run("lb1", "true")


def test_a_pulled_cable_makes_two_owners_and_a_plugged_one_heals(lab: Lab) -> None:
    lab.set_link("lb1", "ens18", "down")
    lab.eventually(lambda: "lb2" in lab.owners(VIP), within=SETTLE_MS, what="lb2 owns")
    lab.set_link("lb1", "ens18", "up")
    lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=SETTLE_MS, what="lb1 owns")


def test_a_reload_and_a_restart_of_haproxy_work(lab: Lab) -> None:
    before = lab.unit_states()["lb2", H].main_pid
    loaded = len([line for line in lab.logs("lb2", H) if "Loading success" in line.text])
    assert lab.systemctl("lb2", "reload", "haproxy").status == 0
    # a master that is told to reload and to end in one instant does not end: HAProxy 2.6
    lab.eventually(
        lambda: (
            len([line for line in lab.logs("lb2", H) if "Loading success" in line.text]) > loaded
            and phase(lab, "lb2", H) == "running"
        ),
        within=SETTLE_MS,
        what="the reload's end",
    )
    assert lab.unit_states()["lb2", H].main_pid == before
    assert lab.systemctl("lb2", "restart", "haproxy").status == 0
    assert lab.unit_states()["lb2", H].main_pid != before
