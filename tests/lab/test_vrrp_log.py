# SPDX-License-Identifier: Apache-2.0
"""States as keepalived 2.2.7 logs them."""

from holdfast.lab.events import Event, LogLine, NodeChanged
from holdfast.lab.vrrp_log import vrrp_states


def log(node: str, text: str) -> Event:
    return LogLine(0.0, node, "keepalived.service", "syslog", f"Keepalived_vrrp[6]: {text}")


def test_other_lines_say_nothing() -> None:
    assert vrrp_states([log("lb1", "(VI_01) Receive advertisement timeout")]) == {}


def test_the_last_state_counts() -> None:
    events = [
        log("lb1", "(VI_01) Entering BACKUP STATE (init)"),
        log("lb2", "(VI_01) Entering FAULT STATE"),
        log("lb1", "(VI_01) Entering MASTER STATE"),
    ]
    assert vrrp_states(events) == {("lb1", "VI_01"): "MASTER", ("lb2", "VI_01"): "FAULT"}


def test_a_node_without_power_is_in_no_state() -> None:
    events = [log("lb1", "(a b) Entering MASTER STATE"), NodeChanged(1.0, "lb1", "off")]
    assert vrrp_states(events) == {}
