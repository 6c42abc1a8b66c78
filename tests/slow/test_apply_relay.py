# SPDX-License-Identifier: Apache-2.0
"""`apply --relay` onto a network that filters; tests/machine has one that does not."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.apply.hosts import hosts
from tests.apply.in_lab import as_it_is
from tests.apply.rollout import VIP, settle
from tests.watch.test_expected import ADDRESSES

from holdfast.cli.main import holdfast

PAIR = Path(__file__).parents[2] / "examples" / "pair"
NAMES = ("lb1", "lb2")
HOOK = "type filter hook ingress device ens18 priority 0"
FILTER = f"nft 'table netdev f {{ chain c {{ {HOOK}; ip saddr {VIP} drop; }}; }}'"

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1800)]


def call(*words: str) -> Result:
    return CliRunner().invoke(holdfast, list(words), prog_name="holdfast")


def test_where_the_network_filters_nothing_is_changed(tmp_path: Path) -> None:
    site = tmp_path / "pair"
    shutil.copytree(PAIR, site)
    (site / "holdfast.yaml").write_text(ADDRESSES)
    with hosts(site, tmp_path / "ssh") as running:
        settle(running.lab)
        words = ("apply", str(site), "--relay", "--inventory", running.inventory, "--yes")
        before = [as_it_is(running.lab, name) for name in NAMES]
        running.shell("lb1", FILTER)

        refused = call(*words)

        assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (
            2,
            f"Error: a frame with {VIP} as source does not arrive from lb2 to lb1 on ens18, though "
            "one with 172.22.21.11 does: a filter of the network or of lb2 lets nothing out but "
            "the node's own address, and the relay would lose what it hands on (holdfast explain "
            "relay); nothing was changed",
        )
        assert [as_it_is(running.lab, name) for name in NAMES] == before
