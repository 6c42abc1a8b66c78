# SPDX-License-Identifier: Apache-2.0
"""`move --live`: the VIP to the other node and back, through Ansible, a client all the while."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.apply.hosts import hosts
from tests.apply.in_lab import as_it_is
from tests.apply.rollout import CFG, VIP, ask, failed

from holdfast.cli.main import holdfast

PAIR = Path(__file__).parents[2] / "examples" / "pair"
NAMES = ("lb1", "lb2")

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1200)]


def call(*words: str) -> Result:
    return CliRunner().invoke(holdfast, list(words), prog_name="holdfast")


def test_the_vip_goes_to_the_other_node_and_back(tmp_path: Path) -> None:
    site = tmp_path / "pair"
    shutil.copytree(PAIR, site)
    for name in NAMES:
        cfg = site / name / CFG[1:]
        cfg.write_text(cfg.read_text().replace(f"{VIP}:80", f"{VIP}:80 transparent"))
    with hosts(site, tmp_path / "ssh") as running:
        lab = running.lab
        lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=30_000, what="lb1 owns it")
        before = [as_it_is(lab, name) for name in NAMES]
        since = ask(lab)

        asked = call("move", str(site), "--to", "lb2", "--live", "-i", running.inventory)
        assert (asked.exit_code, lab.owners(VIP)) == (2, ("lb1",))
        assert "connections of clients, which will break: the site has no relay" in asked.stdout
        assert asked.stderr == "Error: nobody is there to ask: say --yes; nothing was changed\n"

        for node in ("lb2", "lb1"):
            words = ["move", str(site), "--to", node, "--live", "-i", running.inventory, "--yes"]
            done = call(*words)
            assert done.exit_code == 0, done.output
            assert lab.owners(VIP) == (node,)

        assert len(failed(lab, since)) <= 2, "without a relay a move breaks what is in flight"
        for name in NAMES:
            running.shell(name, "rm -rf /var/lib/holdfast")  # a move can be undone as well
        assert [as_it_is(lab, name) for name in NAMES] == before
