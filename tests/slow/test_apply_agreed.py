# SPDX-License-Identifier: Apache-2.0
"""What the nodes must agree on, changed by the steps of `apply`, one upon the other, and back.

Who owned the VIP is by the kernels' own messages; a client asks for it all the while.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.apply.hosts import hosts
from tests.apply.in_lab import as_it_is, nodes, shell
from tests.apply.plans import CONF, VIP, edited, pair, replacing
from tests.apply.rollout import ask, failed, owners_since

from holdfast.apply.plan.plan import Planned, plan
from holdfast.apply.rollout import start
from holdfast.apply.run import Applied
from holdfast.apply.standing import Idle, records, standing
from holdfast.apply.undo import Undone, undo
from holdfast.cli.main import holdfast
from holdfast.drill.stage.stage import stage
from holdfast.lab.lab import Lab, now_ms
from holdfast.load.site import load

NAMES = ("lb1", "lb2")
SETTLED_MS = 60_000
AUTH = "    authentication {\n        auth_type PASS\n        auth_pass hunter2\n    }\n"
UNICAST = "    unicast_peer {\n        172.22.21.%d\n    }\n"
ID = "    virtual_router_id 51\n"

pytestmark = pytest.mark.lab

Change = Callable[[Path], object]


def conf(old: str, new: str) -> Change:
    """The same change in keepalived.conf of both nodes."""
    return lambda site: edited(site, CONF, replacing(old, new))


def unicast(site: Path) -> None:
    """Each node has the other for its peer."""
    for node, other in (("lb1", 12), ("lb2", 11)):
        edited(site, CONF, replacing(ID, ID + UNICAST % other), node)


def multicast(site: Path) -> None:
    for node, other in (("lb1", 12), ("lb2", 11)):
        edited(site, CONF, replacing(UNICAST % other, ""), node)


def version_3(site: Path) -> None:
    """Which has no authentication."""
    conf(AUTH, "")(site)
    conf("advert_int 2", "version 3\n    advert_int 0.2")(site)


version_3_at_once = conf("advert_int 1", "version 3\n    advert_int 0.2")


def unicast_again(site: Path) -> None:
    conf("router_id 52", "router_id 51")(site)
    unicast(site)


TAKEN: tuple[tuple[str, Change], ...] = (
    ("the authentication", conf(ID, ID + AUTH)),
    ("advert_int (1 to 2 s)", conf("advert_int 1", "advert_int 2")),
    ("the version of VRRP (2 to 3), the authentication", version_3),
    ("the VIPs (with 172.22.21.37)", conf(f"{VIP}/24", f"{VIP}/24\n        172.22.21.37/24")),
)
"""What a reload of keepalived on the owner takes, in the words of the plan."""

DROPPED: tuple[tuple[str, Change], ...] = (
    ("virtual_router_id (51 to 52)", conf("router_id 51", "router_id 52")),
    ("virtual_router_id (52 to 51), multicast to unicast", unicast_again),
    ("unicast to multicast", multicast),
)
"""For what the owner gives the VIPs away, and has to hear nobody before it takes them again."""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pair(tmp_path_factory.mktemp("site") / "first")


@pytest.fixture(scope="module")
def lab(first: Path) -> Iterator[Lab]:
    with Lab(stage(load([str(first)])).spec) as found:
        found.boot()
        alone(found)
        yield found


def alone(lab: Lab) -> None:
    lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=SETTLED_MS, what="lb1 owns it")


def applied(lab: Lab, present: Path, wanted: Path) -> Planned:
    """The plan, carried out."""
    to = nodes(lab)
    idle = standing(records(to, NAMES), "goal")
    planned = plan(load([str(present)]), load([str(wanted)]))
    assert isinstance(planned, Planned)
    assert isinstance(idle, Idle)
    ended = start(to, idle, planned.steps, planned.present, "goal", str)
    assert isinstance(ended, Applied), ended
    return planned


def taken_back(lab: Lab) -> None:
    assert isinstance(undo(nodes(lab), records(nodes(lab), NAMES), str), Undone)


@pytest.mark.timeout(1800)
def test_no_change_has_two_owners_nor_has_the_way_back(lab: Lab, first: Path) -> None:
    before = [as_it_is(lab, name) for name in NAMES]
    present = first
    for number, (says, change) in enumerate((*TAKEN, *DROPPED)):
        wanted = Path(shutil.copytree(present, first.parent / str(number)))
        change(wanted)
        since = ask(lab)

        planned = applied(lab, present, wanted)

        assert planned.stages[-1].says == f"all nodes together: {says}"
        owners, lost = owners_since(lab, since), failed(lab, since)
        assert all(len(having) < 2 for having in owners), (says, owners)
        if number < len(TAKEN):
            assert owners == [{"lb1"}], says
            assert lost == [], says
        for name in NAMES:
            assert shell(lab, name, f"cat {CONF}") == (wanted / f"{name}{CONF}").read_text()
        present = wanted

    since = now_ms()
    for _ in (*TAKEN, *DROPPED):
        taken_back(lab)
        alone(lab)
    assert all(len(having) < 2 for having in owners_since(lab, since))
    assert [as_it_is(lab, name) for name in NAMES] == before


@pytest.mark.timeout(1200)
def test_a_change_and_back_as_users_call_it(first: Path, tmp_path: Path) -> None:
    wanted = Path(shutil.copytree(first, tmp_path / "wanted"))
    version_3_at_once(wanted)
    with hosts(first, tmp_path / "ssh") as running:
        alone(running.lab)
        before = [as_it_is(running.lab, name) for name in NAMES]
        since = ask(running.lab)

        done = call("apply", "--to", str(wanted), "-i", running.inventory, "--yes")
        back = call("undo", "-i", running.inventory, "all")

        assert (done.exit_code, back.exit_code) == (0, 0), done.output + back.output
        assert "all nodes together: the version of VRRP (2 to 3)" in done.stdout
        assert owners_since(running.lab, since) == [{"lb1"}]
        assert failed(running.lab, since) == []
        assert [as_it_is(running.lab, name) for name in NAMES] == before


def call(*words: str) -> Result:
    return CliRunner().invoke(holdfast, list(words), prog_name="holdfast")
