# SPDX-License-Identifier: Apache-2.0
"""The relay of a pair that runs, as status and the metrics see it."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.apply.hosts import hosts
from tests.watch.running import PAIR
from tests.watch.test_expected import ADDRESSES
from tests.watch.test_live import look, owned_by

from holdfast.cli.looking import Asking, Observed, observed
from holdfast.cli.main import holdfast
from holdfast.cli.way import Way
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.report.status.status import Relay

pytestmark = pytest.mark.lab


def relays(seen: Observed) -> list[Relay]:
    told, _, _ = look(seen)
    return [node.relay for node in told.nodes if node.relay is not None]


def test_heartbeats_are_heard_and_a_table_that_was_flushed_is_missed(tmp_path: Path) -> None:
    site = tmp_path / "pair"
    shutil.copytree(PAIR, site)
    (site / "holdfast.yaml").write_text(ADDRESSES)
    assert CliRunner().invoke(holdfast, ["fix", str(site), "--relay"]).exit_code == 0
    with hosts(site, tmp_path / "ssh") as running:
        owned_by(running, "lb1")
        with observed(Asking(str(site), Way(running.inventory), True, 120.0)) as seen:
            running.lab.eventually(
                lambda: [one.hears for one in relays(seen)] == [("lb2",), ("lb1",)],
                within=6 * SETTLE_MS,
                what="each hears the other",
            )
            running.shell("lb2", "nft delete table ip holdfast_relay")

            told, found, _ = look(seen)

    assert ("lb2", "the relay's tables are not loaded: systemctl restart holdfast-relay") in [
        (one.node, one.says) for one in told.problems
    ]
    assert (found["holdfast_relay_loaded", "lb1"], found["holdfast_relay_loaded", "lb2"]) == (1, 0)
