# SPDX-License-Identifier: Apache-2.0
"""What the nodes must agree on, changed on the real daemons by the steps of a plan."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import copytree

import pytest
from tests.apply.plans import CONF, VIP, Edit, edited, pair, planned, replacing
from tests.apply.rollout import owners_since

from holdfast.drill.stage.stage import stage
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.runner import Stopped, carry_out
from holdfast.lab.traffic import Target, failed, requests
from holdfast.load.site import load
from holdfast.model.steps import Active, Step

pytestmark = pytest.mark.lab

FAST = replacing("advert_int 1", "version 3\n    advert_int 0.2")
MORE_VIPS = replacing("172.22.21.36/24", "172.22.21.36/24\n        172.22.21.37/24")
OTHER_ID = replacing("router_id 51", "router_id 52")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pair as it is when the lab boots."""
    return edited(pair(tmp_path_factory.mktemp("site") / "first"), CONF, FAST)


@pytest.fixture(scope="module")
def running(first: Path) -> Iterator[Lab]:
    with Lab(stage(load([str(first)])).spec) as lab:
        lab.boot()
        yield lab


@pytest.fixture
def lab(running: Lab) -> Iterator[Lab]:
    running.eventually(lambda: running.owners(VIP, interface="ens18") == ("lb1",),
        within=SETTLE_MS, what="lb1 owns the VIP")  # fmt: skip
    running.start_traffic([Target(VIP, 80)])
    yield running
    running.stop_traffic()


def lost(lab: Lab, since: float) -> int:
    seen, until = lab.traffic().samples[0], now_ms()
    assert requests(seen, since, until) > 0
    return failed(seen, since, until)


def play(lab: Lab, here: Path, there: Path, more: Sequence[Step] = ()) -> Stopped | None:
    steps = planned(here, there).steps
    return carry_out(lab, [*steps[: len(steps) - len(more)], *more], lambda _: None)


def changed(here: Path, name: str, edit: Edit) -> Path:
    """A copy of the pair with a change in keepalived.conf of both nodes."""
    return edited(Path(copytree(here, here.parent / name)), CONF, edit)


def read(lab: Lab) -> dict[str, bytes]:
    return {node: lab.run(node, "cat", CONF).output.encode() for node in ("lb1", "lb2")}


def bytes_of(site: Path) -> dict[str, bytes]:
    return {node: (site / f"{node}{CONF}").read_bytes() for node in ("lb1", "lb2")}


def test_agreed_changes_in_turn(lab: Lab, first: Path) -> None:
    """The VIPs, of which a reload takes the change; the virtual_router_id, of which it does not:
    the VIP is away for the silence, and never at two. Then one that fails at its last step."""
    since, more = now_ms(), changed(first, "more", MORE_VIPS)
    assert play(lab, first, more) is None
    assert owners_since(lab, since) == [{"lb1"}]
    assert lost(lab, since) == 0
    assert read(lab) == bytes_of(more)
    assert lab.owners("172.22.21.37", interface="ens18") == ("lb1",)

    since, other = now_ms(), changed(more, "other", OTHER_ID)
    assert play(lab, more, other) is None
    assert owners_since(lab, since) == [{"lb1"}, set(), {"lb1"}]
    assert lost(lab, since) > 0

    since = now_ms()
    never = Step("fails", gates=(Active("lb1", "nobody.service", 0),))
    stopped = play(lab, other, changed(other, "never", replacing("id 52", "id 53")), [never])
    assert isinstance(stopped, Stopped)
    assert (stopped.why, stopped.committed) == ("nobody.service does not run on lb1", False)
    assert read(lab) == bytes_of(other)
    lab.eventually(lambda: lab.owners(VIP, interface="ens18") == ("lb1",),
        within=SETTLE_MS, what="lb1 owns the VIP again")  # fmt: skip
    assert all(len(owners) < 2 for owners in owners_since(lab, since))
