# SPDX-License-Identifier: Apache-2.0
"""A lab's log as a journal, and the story that it makes."""

import pytest
from tests.lab.pair import FAST, VIP, lab_of, node
from tests.story.recorded import chronicle

from holdfast.drill.journal import journals
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.events import AddressChanged, Event, LogLine, NodeChanged
from holdfast.lab.lab import Lab
from holdfast.story.story import Story, tell

K, H = "keepalived.service", "haproxy.service"
EPOCH_MS = 1795438738000.0


def test_every_source_has_its_program_and_a_boot_its_mark() -> None:
    events: list[Event] = [
        NodeChanged(0.0, "lb1", "booted"),
        LogLine(1.5, "lb1", K, "syslog", "Keepalived[4]: Stopping"),
        LogLine(2.0, "lb1", H, "stdout", "[NOTICE]   (3) : Loading success."),
        NodeChanged(3.0, "lb1", "off"),
        NodeChanged(4.0, "lb1", "booted"),
        LogLine(5.0, "lb1", H, "systemd", "haproxy.service: Failed with result 'signal'."),
    ]
    assert journals(events, EPOCH_MS)["lb1"].splitlines() == [
        "2026-11-23T12:58:58.001500+0000 lb1 Keepalived[4]: Stopping",
        "2026-11-23T12:58:58.002000+0000 lb1 haproxy[1]: [NOTICE]   (3) : Loading success.",
        "-- Boot 00000000000000000000000000000000 --",
        "2026-11-23T12:58:58.005000+0000 lb1 systemd[1]: haproxy.service: Failed with result "
        "'signal'.",
    ]


def test_a_node_that_said_nothing_has_an_empty_journal() -> None:
    assert journals([NodeChanged(0.0, "lb1", "booted")], EPOCH_MS) == {"lb1": ""}


@pytest.fixture(scope="module")
def stopped() -> tuple[Story, list[str]]:
    """keepalived stopped on the owner and started again: its story, and who got the VIP."""
    nodes = [node(name, options=" transparent", timing=FAST) for name in ("lb1", "lb2")]
    with Lab(lab_of(*nodes)) as lab:
        lab.boot()
        _owned(lab, by="lb1", other="lb2", other_says="BACKUP STATE")
        lab.systemctl("lb1", "stop", K)
        _owned(lab, by="lb2", other="lb1", other_says="Stopped Keepalived")
        lab.systemctl("lb1", "start", K)
        _owned(lab, by="lb1", other="lb2", other_says="BACKUP STATE")
        events = lab.events()
    kept = journals(events, EPOCH_MS)
    took = [
        event.node
        for event in events
        if isinstance(event, AddressChanged) and event.present and _is_vip(event.address)
    ]
    return tell([chronicle(kept[name]) for name in ("lb1", "lb2")], (), 1.0), took


def _is_vip(address: str) -> bool:
    return address.partition("/")[0] == VIP


def _owned(lab: Lab, *, by: str, other: str, other_says: str) -> None:
    """By the kernel, and by both logs, which may come after it."""

    def last(name: str) -> str:
        said = [line.text for line in lab.logs(name, K)]
        return next((text for text in reversed(said) if _tells_state(text)), "")

    def told() -> bool:
        return "MASTER STATE" in last(by) and other_says in last(other)

    lab.eventually(
        lambda: lab.owners(VIP) == (by,) and told(), within=SETTLE_MS, what=f"{by} owns the VIP"
    )


def _tells_state(text: str) -> bool:
    return "Entering" in text or "Stopped Keepalived" in text


@pytest.mark.lab
def test_a_stop_on_real_daemons_is_told_as_it_was(stopped: tuple[Story, list[str]]) -> None:
    story, _ = stopped
    told = [entry.text for entry in story.account if entry.group == "VI_01"]
    left = told.index("lb1 loses VI_01: its keepalived was stopped.")
    assert told[left + 1].startswith("lb2 takes VI_01: lb1 had lost it.")
    assert {text.partition(".")[0] for text in told[left + 2 :]} == {
        "lb1 takes VI_01: its priority is above the 100 of 172",
        "lb2 loses VI_01: it heard 172",
    }


@pytest.mark.lab
def test_the_owners_are_those_of_the_kernel(stopped: tuple[Story, list[str]]) -> None:
    story, took = stopped
    told = [entry.node for entry in story.account if f"{entry.node} takes VI_01" in entry.text]
    assert sorted(map(str, told)) == sorted(took)


@pytest.mark.lab
def test_the_clocks_of_one_machine_agree(stopped: tuple[Story, list[str]]) -> None:
    story, _ = stopped
    assert story.apart is not None
    assert story.apart.ahead_ms == 0.0
