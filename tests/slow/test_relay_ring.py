# SPDX-License-Identifier: Apache-2.0
"""The relay among three: once around, never in a loop."""

from collections.abc import Iterator

import pytest
from tests.drill.relays import (
    BOTH,
    ask,
    begin,
    counted,
    ended,
    mend,
    owned_by,
    running_site,
    wait,
)

from holdfast.lab.lab import Lab
from holdfast.model.relay import RELAY_UNIT
from holdfast.model.unit import HAPROXY, KEEPALIVED

pytestmark = pytest.mark.lab

NODES = ("lb1", "lb2", "lb3")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running_site(tmp_path_factory.mktemp("three"), nodes=3) as lab:
        yield lab


@pytest.fixture
def lab(running: Lab) -> Iterator[Lab]:
    yield running
    mend(running)


def counts(lab: Lab, counter: str) -> list[int]:
    return [counted(lab, name, counter) for name in NODES]


def believe_in_all(lab: Lab) -> None:
    """Every node takes its peers to live, whatever it hears, for longer than a test."""
    for name in NODES:
        for up in ("up1", "up2"):
            for family in ("ip", "ip6"):
                element = f'add element {family} holdfast_relay {up} {{ "ens18" timeout 9s }}'
                assert lab.run(name, "nft", element).status == 0


@BOTH
def test_a_packet_finds_its_connection_two_nodes_away(lab: Lab, version: str) -> None:
    lab.systemctl("lb1", "stop", KEEPALIVED)
    lab.systemctl("lb2", "stop", KEEPALIVED)
    owned_by(lab, "lb3")
    before = counts(lab, "relayed")
    begin(lab, "hold", "20", version, "6")
    lab.systemctl("lb1", "start", KEEPALIVED)
    owned_by(lab, "lb1")

    assert ended(lab) == {"whole": 20}
    first, second, third = (now - b for now, b in zip(counts(lab, "relayed"), before, strict=True))
    assert first == second > 0
    assert third == 0


def test_a_new_connection_goes_to_the_next_that_lives(lab: Lab) -> None:
    lab.hold("lb1", HAPROXY)
    assert ask(lab, "who")["who"] == "lb2"
    lab.hold("lb2", HAPROXY)
    assert ask(lab, "who")["who"] == "lb3"  # handed on by lb2, which is still believed to live
    wait(lab, 1_300)
    before = counts(lab, "lent")
    assert ask(lab, "who")["who"] == "lb3"

    assert [now - b for now, b in zip(counts(lab, "lent"), before, strict=True)] == [1, 0, 0]


@BOTH
def test_what_nobody_takes_goes_once_around_and_is_refused(lab: Lab, version: str) -> None:
    for name in NODES:
        lab.hold(name, HAPROXY)
    wait(lab, 1_300)
    believe_in_all(lab)
    before = counts(lab, "relayed")

    assert ask(lab, "who", version)["who"] == "ConnectionRefusedError"

    assert [now - b for now, b in zip(counts(lab, "relayed"), before, strict=True)] == [1, 1, 1]


def test_a_connection_older_than_the_table_comes_back_to_its_owner(lab: Lab) -> None:
    lab.power_off("lb2")
    wait(lab, 1_300)
    lab.systemctl("lb1", "stop", RELAY_UNIT)
    begin(lab, "hold", "20", "4", "4")
    lab.systemctl("lb1", "start", RELAY_UNIT)

    assert ended(lab) == {"whole": 20}
    assert counted(lab, "lb3", "relayed") > 0
