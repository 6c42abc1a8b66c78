# SPDX-License-Identifier: Apache-2.0
"""`move --live`: the VIP to the other node and back, through Ansible, a client all the while."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.apply.hosts import Hosts, hosts
from tests.apply.in_lab import as_it_is
from tests.apply.rollout import VIP, ask, failed
from tests.watch.test_expected import ADDRESSES

from holdfast.cli.main import holdfast

PAIR = Path(__file__).parents[2] / "examples" / "pair"
NAMES = ("lb1", "lb2")

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1200)]


def call(*words: str) -> Result:
    return CliRunner().invoke(holdfast, list(words), prog_name="holdfast")


def fixed(folder: Path, *options: str) -> Path:
    """The pair, mended."""
    site = Path(shutil.copytree(PAIR, folder / "pair"))
    (site / "holdfast.yaml").write_text(ADDRESSES)
    done = call("fix", str(site), "--method", "transparent", *options)
    assert done.exit_code == 0, done.output
    return site


def there_and_back(running: Hosts, site: Path) -> None:
    for node in ("lb2", "lb1"):
        done = call("move", str(site), "--to", node, "--live", "-i", running.inventory, "--yes")
        assert done.exit_code == 0, done.output
        assert running.lab.owners(VIP, interface="ens18") == (node,)


def state(running: Hosts) -> list[tuple[str, str]]:
    return [as_it_is(running.lab, name) for name in NAMES]


def forget(running: Hosts) -> None:
    """A move can be undone as well."""
    for name in NAMES:
        running.shell(name, "rm -rf /var/lib/holdfast")


def test_the_vip_goes_to_the_other_node_and_back(tmp_path: Path) -> None:
    site = fixed(tmp_path)
    with hosts(site, tmp_path / "ssh") as running:
        lab = running.lab
        lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=30_000, what="lb1 owns it")
        before, since = state(running), ask(lab)

        asked = call("move", str(site), "--to", "lb2", "--live", "-i", running.inventory)
        assert (asked.exit_code, lab.owners(VIP)) == (2, ("lb1",))
        assert "connections of clients, which will break: the site has no relay" in asked.stdout
        assert asked.stderr == "Error: nobody is there to ask: say --yes; nothing was changed\n"

        there_and_back(running, site)

        assert len(failed(lab, since)) <= 2, "without a relay a move breaks what is in flight"
        forget(running)
        assert state(running) == before


def test_with_the_relay_nothing_is_lost(tmp_path: Path) -> None:
    site = fixed(tmp_path, "--relay")
    with hosts(site, tmp_path / "ssh") as running:
        lab = running.lab
        lab.eventually(
            lambda: lab.owners(VIP, interface="ens18") == ("lb1",),
            within=30_000,
            what="lb1 owns it",
        )
        before = state(running)
        since = ask(lab, downloads=20)

        there_and_back(running, site)

        downloads = [run.state for run in lab.traffic().downloads]
        assert len(downloads) >= 20
        assert "broken" not in downloads
        assert failed(lab, since) == []
        forget(running)
        assert state(running) == before
