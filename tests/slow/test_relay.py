# SPDX-License-Identifier: Apache-2.0
"""The relay on the real daemons: long connections, and every way in which a table is loaded."""

import pytest
from tests.drill.relays import (
    BOTH,
    ask,
    begin,
    counted,
    ended,
    hear_each_other,
    hears,
    move_away,
    move_back,
    wait,
    within,
)

from holdfast.lab.lab import Lab
from holdfast.model.relay import RELAY_UNIT
from holdfast.model.unit import HAPROXY

pytest_plugins = ["tests.drill.relayed_pair"]
pytestmark = pytest.mark.lab


@BOTH
def test_a_time_wait_socket_swallows_no_packet_of_a_peers_connection(
    lab: Lab, version: str
) -> None:
    ask(lab, "same_ports", "2", version)
    move_away(lab)
    before = counted(lab, "lb2", "relayed")
    begin(lab, "hold", "20", version, "4", "20001")  # from the ports that lb1 has in TIME_WAIT
    move_back(lab)

    assert ended(lab) == {"whole": 20}
    assert counted(lab, "lb2", "relayed") == before  # not even the end of one goes on from there


@BOTH
def test_loading_the_table_again_breaks_no_relayed_connection(lab: Lab, version: str) -> None:
    begin(lab, "hold", "20", version, "5")
    move_away(lab)
    for _ in range(3):
        for name in ("lb1", "lb2"):
            assert lab.systemctl(name, "reload", RELAY_UNIT).status == 0
        wait(lab, 600)

    assert ended(lab) == {"whole": 20}


@BOTH
@pytest.mark.parametrize("order", ["lb1 lb2", "lb2 lb1"], ids=["owner first", "backup first"])
def test_loading_the_table_for_the_first_time_breaks_nothing(
    lab: Lab, version: str, order: str
) -> None:
    for name in ("lb1", "lb2"):
        lab.systemctl(name, "stop", RELAY_UNIT)
    begin(lab, "hold", "20", version, "5")
    for name in order.split():
        lab.systemctl(name, "start", RELAY_UNIT)
        wait(lab, 700)  # no longer silent
    hear_each_other(lab)

    assert ended(lab) == {"whole": 20}


@BOTH
def test_so_does_loading_it_where_no_peer_has_heard_of_the_node_for_long(
    lab: Lab, version: str
) -> None:
    """It may hear its peer before the peer hears it, and what a peer cannot hand back it resets."""
    lab.systemctl("lb1", "stop", RELAY_UNIT)
    begin(lab, "hold", "20", version, "9")
    for _ in range(4):
        lab.systemctl("lb1", "stop", RELAY_UNIT)
        within(lab, lambda: hears(lab, "lb2") == 0, "a peer that is forgotten")
        lab.systemctl("lb1", "start", RELAY_UNIT)
        wait(lab, 700)

    assert ended(lab) == {"whole": 20}


@BOTH
def test_a_reload_of_haproxy_breaks_nothing(lab: Lab, version: str) -> None:
    begin(lab, "hold", "20", version, "4")
    assert lab.systemctl("lb1", "reload", HAPROXY).status == 0
    wait(lab, 500)
    move_away(lab)

    assert ended(lab) == {"whole": 20}


@BOTH
@pytest.mark.parametrize("port", ["0", "20001"], ids=["new ports", "ports in TIME_WAIT"])
@pytest.mark.parametrize("known", [True, False], ids=["known dead", "believed to live"])
def test_what_only_a_dead_node_knew_is_reset_and_not_lost(
    lab: Lab, version: str, port: str, known: bool
) -> None:
    ask(lab, "same_ports", "1", version)
    move_away(lab)
    begin(lab, "idle", "20", version, port)
    move_back(lab)
    lab.power_off("lb2")
    if known:
        within(lab, lambda: hears(lab, "lb1") == 0, "a dead peer")
    lab.run("odd", "touch", "/run/go")

    assert ended(lab) == {"ConnectionResetError": 20}


@BOTH
def test_so_is_an_upload_of_which_no_segment_ends_a_write(lab: Lab, version: str) -> None:
    """Its first window has no PSH (RFC 9293, 3.9.1.2), and a TIME_WAIT socket has its place."""
    ask(lab, "same_ports", "1", version)
    move_away(lab)
    begin(lab, "idle", "20", version, "20001", "2000000")
    move_back(lab)
    lab.power_off("lb2")
    within(lab, lambda: hears(lab, "lb1") == 0, "a dead peer")
    lab.run("odd", "touch", "/run/go")

    assert ended(lab) == {"ConnectionResetError": 20}
