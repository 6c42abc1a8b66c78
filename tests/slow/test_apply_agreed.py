# SPDX-License-Identifier: Apache-2.0
"""What the nodes must agree on, changed by `apply` as users call it, one change upon the other."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.apply.hosts import Hosts, hosts
from tests.apply.in_lab import as_it_is
from tests.apply.plans import CONF, VIP, edited, pair, replacing
from tests.apply.rollout import ask, failed, owners_since

from holdfast.cli.main import holdfast
from holdfast.lab.lab import now_ms

NAMES = ("lb1", "lb2")
SETTLED_MS = 60_000
AUTH = "    authentication {\n        auth_type PASS\n        auth_pass hunter2\n    }\n"
UNICAST = "    unicast_peer {\n        172.22.21.%d\n    }\n"
ID = "    virtual_router_id 51\n"

pytestmark = [pytest.mark.lab, pytest.mark.timeout(3600)]

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


def unicast_again(site: Path) -> None:
    conf("router_id 52", "router_id 51")(site)
    unicast(site)


TAKEN: tuple[tuple[str, Change], ...] = (
    ("the authentication", conf(ID, ID + AUTH)),
    ("advert_int (1 to 2 s)", conf("advert_int 1", "advert_int 2")),
    ("the version of VRRP (2 to 3)", version_3),
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
def running(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(first, tmp_path_factory.mktemp("ssh")) as found:
        alone(found)
        yield found


def alone(running: Hosts) -> None:
    running.lab.eventually(
        lambda: running.lab.owners(VIP) == ("lb1",), within=SETTLED_MS, what="lb1 owns it"
    )


def call(*words: str) -> Result:
    return CliRunner().invoke(holdfast, list(words), prog_name="holdfast")


def test_no_change_has_two_owners_and_all_are_undone(running: Hosts, first: Path) -> None:
    before = [as_it_is(running.lab, name) for name in NAMES]
    present = first
    for number, (says, change) in enumerate((*TAKEN, *DROPPED)):
        wanted = Path(shutil.copytree(present, first.parent / str(number)))
        change(wanted)
        since = ask(running.lab)

        done = call("apply", "--to", str(wanted), "--inventory", running.inventory, "--yes")

        assert done.exit_code == 0, done.output
        assert f"all nodes together: {says}" in done.stdout
        assert "hunter2" not in done.output
        owners, lost = owners_since(running.lab, since), failed(running.lab, since)
        assert all(len(having) < 2 for having in owners), (says, owners)
        if number < len(TAKEN):
            assert owners == [{"lb1"}], says
            assert lost == [], says
        for name in NAMES:
            assert running.shell(name, f"cat {CONF}") == (wanted / f"{name}{CONF}").read_text()
        present = wanted

    since = now_ms()
    for _ in (*TAKEN, *DROPPED):
        back = call("undo", "--inventory", running.inventory, "all")
        assert back.exit_code == 0, back.output
        alone(running)
    assert all(len(having) < 2 for having in owners_since(running.lab, since))
    assert [as_it_is(running.lab, name) for name in NAMES] == before
