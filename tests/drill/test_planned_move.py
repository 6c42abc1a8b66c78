# SPDX-License-Identifier: Apache-2.0
"""A planned move on the real daemons: it loses nothing, and one that fails has changed nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.drill.relays import VIP, VIP6, boot, mend, plain_site, spec_of, with_relay

from holdfast.drill.play import drill
from holdfast.drill.registry import FAULTS
from holdfast.lab.lab import Lab
from holdfast.lab.runner import Stopped, carry_out
from holdfast.load.site import load
from holdfast.methods.move import Move, move
from holdfast.model.site import Site
from holdfast.model.steps import Step
from holdfast.model.unit import HAPROXY, KEEPALIVED

pytestmark = pytest.mark.lab

CONF = "/etc/keepalived/keepalived.conf"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return with_relay(plain_site(tmp_path_factory.mktemp("pair")))


@pytest.fixture(scope="module")
def running(site: Site) -> Iterator[Lab]:
    with Lab(spec_of(site)) as lab:
        boot(lab)
        yield lab


@pytest.fixture
def lab(running: Lab) -> Iterator[Lab]:
    yield running
    running.kill("lb2", KEEPALIVED, "SIGCONT")
    mend(running)


def steps(site: Site) -> tuple[Step, ...]:
    made = move(site, site, ("lb2", "lb2"), 30_000)
    assert isinstance(made, Move), made
    return made.steps


def owners(lab: Lab) -> list[tuple[str, ...]]:
    return [lab.owners(vip, interface="ens18") for vip in (VIP, VIP6)]


def test_with_the_relay_it_loses_nothing_there_and_back(tmp_path: Path) -> None:
    plain_site(tmp_path)
    faults = [fault for fault in FAULTS if fault.name == "planned-move"]

    (record,) = drill(with_relay(load([str(tmp_path)])), faults, lambda _: None, 20).drills

    assert (record.failed, record.downloads_broken) == (0, 0), record.why
    assert record.requests > 0
    assert record.downloads > 0
    assert record.claims["loses-nothing"] == record.claims["moves-as-told"] == "held"
    for vip in (VIP, VIP6):
        seen = [step.owners for step in record.owners if step.vip == vip]
        alone = [one for one in seen if len(one) == 1]
        assert (alone[0], alone[-1]) == (("lb1",), ("lb1",))
        assert ("lb2",) in alone


def test_no_move_to_a_node_whose_haproxy_is_dead(lab: Lab, site: Site) -> None:
    before = lab.run("lb2", "cat", CONF)
    lab.hold("lb2", HAPROXY)

    stopped = carry_out(lab, steps(site), lambda _: None)

    assert isinstance(stopped, Stopped)
    assert (stopped.why, stopped.committed) == ("HAProxy does not run on lb2", False)
    assert lab.run("lb2", "cat", CONF) == before
    assert owners(lab) == [("lb1",), ("lb1",)]


def test_no_move_to_a_node_whose_haproxy_hangs(lab: Lab, site: Site) -> None:
    lab.kill("lb2", HAPROXY, "SIGSTOP")

    stopped = carry_out(lab, steps(site), lambda _: None)

    assert isinstance(stopped, Stopped)
    assert stopped.why == "HAProxy on lb2 does not answer on /run/haproxy/admin.sock"
    assert owners(lab) == [("lb1",), ("lb1",)]


def test_a_move_that_fails_half_way_leaves_the_old_owner_and_the_old_file(
    lab: Lab, site: Site
) -> None:
    before = lab.run("lb2", "cat", CONF)
    lab.kill("lb2", KEEPALIVED, "SIGSTOP")

    told: list[str] = []
    stopped = carry_out(lab, steps(site), told.append)

    assert isinstance(stopped, Stopped)
    assert stopped.why == "keepalived on lb2 was told to reload and has not"
    assert not stopped.committed
    assert "back to what was before" in told
    assert lab.run("lb2", "cat", CONF) == before
    assert owners(lab) == [("lb1",), ("lb1",)]
