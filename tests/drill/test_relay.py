# SPDX-License-Identifier: Apache-2.0
"""The relay on the real daemons: what it saves, and that it never does worse than no relay."""

import pytest
from tests.drill.relays import (
    BOTH,
    CLIENT,
    VIP,
    VIP6,
    ask,
    begin,
    command,
    counted,
    ended,
    has_unread,
    hear_each_other,
    hears,
    move_away,
    move_back,
    too_big,
    wait,
    within,
)

from holdfast.lab.lab import Lab
from holdfast.model.relay import RELAY_UNIT
from holdfast.model.unit import HAPROXY, NFTABLES

pytest_plugins = ["tests.drill.relayed_pair"]
pytestmark = pytest.mark.lab

FORGOTTEN_MS = 1_300
"""A peer that is not heard for a second lives no more."""


@BOTH
def test_while_haproxy_runs_nothing_is_relayed(lab: Lab, version: str) -> None:
    before = counted(lab, "lb1", "relayed"), counted(lab, "lb2", "relayed")

    assert ask(lab, "same_ports", "10", version)["failed"] == 0

    assert (counted(lab, "lb1", "relayed"), counted(lab, "lb2", "relayed")) == before


@BOTH
def test_a_new_connection_goes_to_the_peer_while_nobody_listens_here(
    lab: Lab, version: str
) -> None:
    ask(lab, "same_ports", "2", version)  # leaves TIME_WAIT sockets of lb1's
    before = counted(lab, "lb1", "lent")
    lab.hold("lb1", HAPROXY)

    assert ask(lab, "who", version)["who"] == "lb2"
    assert ask(lab, "same_ports", "10", version)["failed"] == 0

    assert counted(lab, "lb1", "lent") == before + 201
    assert lab.owners(VIP, interface="ens18") == ("lb1",)


def test_what_a_dead_haproxy_lends_is_overdue_after_a_second(lab: Lab) -> None:
    before = counted(lab, "lb1", "overdue")
    lab.hold("lb1", HAPROXY)

    def is_overdue() -> bool:
        assert ask(lab, "who")["who"] == "lb2"
        return counted(lab, "lb1", "overdue") > before

    within(lab, is_overdue, "an overdue connection")


def test_what_a_haproxy_lends_that_only_drains_is_not_overdue(lab: Lab) -> None:
    before = counted(lab, "lb1", "lent"), counted(lab, "lb1", "overdue")
    command(lab, "lb1", "disable frontend web")
    assert ask(lab, "who")["who"] == "lb2"
    wait(lab, FORGOTTEN_MS)
    assert ask(lab, "who")["who"] == "lb2"

    assert counted(lab, "lb1", "lent") == before[0] + 2
    assert counted(lab, "lb1", "overdue") == before[1]
    command(lab, "lb1", "enable frontend web")


@BOTH
def test_downloads_survive_a_move_there_and_back(lab: Lab, version: str) -> None:
    begin(lab, "hold", "20", version, "5")
    move_away(lab)
    wait(lab, 500)
    move_back(lab)

    assert ended(lab) == {"whole": 20}
    assert counted(lab, "lb2", "relayed") > 0


def test_the_table_is_there_again_after_a_reload_of_nftables(lab: Lab) -> None:
    assert lab.systemctl("lb1", "start", NFTABLES).status == 0
    lab.systemctl("lb1", "reload", NFTABLES)
    hear_each_other(lab)
    assert lab.systemctl("lb1", "restart", NFTABLES).status == 0
    hear_each_other(lab)

    lab.systemctl("lb1", "stop", NFTABLES)


@BOTH
def test_with_both_dead_a_client_is_refused(lab: Lab, version: str) -> None:
    lab.hold("lb1", HAPROXY)
    lab.hold("lb2", HAPROXY)

    assert ask(lab, "who", version)["who"] == "ConnectionRefusedError"
    wait(lab, FORGOTTEN_MS)
    assert ask(lab, "who", version)["who"] == "ConnectionRefusedError"


@BOTH
def test_with_the_peer_off_a_client_is_refused(lab: Lab, version: str) -> None:
    lab.power_off("lb2")
    lab.hold("lb1", HAPROXY)
    wait(lab, FORGOTTEN_MS)

    assert ask(lab, "who", version)["who"] == "ConnectionRefusedError"


def test_a_haproxy_that_has_just_started_is_heard_long_before_its_slow_checks_begin(
    lab: Lab,
) -> None:
    lab.hold("lb1", HAPROXY)
    within(lab, lambda: hears(lab, "lb2") == 0, "the silence")
    lab.release("lb1", HAPROXY)
    hear_each_other(lab)


def test_a_frame_from_the_vip_is_seen_by_its_owner_from_the_other_node(lab: Lab) -> None:
    """How the page of the relay has the network tried, with another protocol."""
    hook = "type filter hook prerouting priority -300"
    rule = f"ip saddr {VIP} udp dport 9 counter"
    lab.run("lb1", "nft", f"table ip probe {{\nchain c {{\n{hook}\n{rule}\n}}\n}}")
    send = f"end.bind(('{VIP}', 0)); end.sendto(b'x', ('172.22.21.10', 9))"
    program = f"import socket; end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); {send}"
    assert lab.run("lb2", "/usr/bin/python3", "-c", program).status == 0

    def seen() -> bool:
        return "counter packets 1" in lab.run("lb1", "nft", "list", "table", "ip", "probe").output

    within(lab, seen, "the frame")
    lab.run("lb1", "nft", "delete", "table", "ip", "probe")


def test_a_hung_peer_is_no_peer(lab: Lab) -> None:
    lab.kill("lb2", HAPROXY, "SIGSTOP")
    wait(lab, FORGOTTEN_MS)

    assert hears(lab, "lb1") == 0


def test_a_peer_without_the_table_is_no_peer(lab: Lab) -> None:
    lab.systemctl("lb2", "stop", RELAY_UNIT)
    wait(lab, FORGOTTEN_MS)

    assert hears(lab, "lb1") == 0


@BOTH
def test_a_routers_message_reaches_the_node_that_holds_the_connection(
    lab: Lab, version: str
) -> None:
    begin(lab, "hold", "1", version, "3", "20001")
    move_away(lab)
    too_big(lab, version, 20001, 1300)

    vip = VIP6 if version == "6" else VIP
    found = lab.run("lb1", "ip", "route", "get", CLIENT[version], "from", vip).output
    assert "mtu 1300" in found
    assert ended(lab) == {"whole": 1}


@BOTH
def test_a_port_is_served_by_the_peer_at_once_after_a_killed_haproxy_reset_it(
    lab: Lab, version: str
) -> None:
    """Nothing told the table that the connection ended: its client had no word left to say."""
    begin(lab, "idle", "1", version, "20001")
    lab.kill("lb1", HAPROXY, "SIGSTOP")
    lab.run("odd", "touch", "/run/go")
    within(lab, lambda: has_unread(lab, "lb1"), "a request that nobody reads")
    lab.hold("lb1", HAPROXY)
    assert ended(lab) == {"ConnectionResetError": 1}

    assert ask(lab, "who", version, "20001")["who"] == "lb2"


@BOTH
def test_what_a_dead_node_knew_is_reset_where_a_time_wait_socket_has_its_place(
    lab: Lab, version: str
) -> None:
    ask(lab, "same_ports", "1", version)
    move_away(lab)
    begin(lab, "idle", "20", version, "20001")
    move_back(lab)
    lab.power_off("lb2")
    within(lab, lambda: hears(lab, "lb1") == 0, "a dead peer")
    lab.run("odd", "touch", "/run/go")

    assert ended(lab) == {"ConnectionResetError": 20}
