# SPDX-License-Identifier: Apache-2.0
"""Planned moves on the real daemons: three nodes, no preemption, and what is told meanwhile."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.drill.pairs import GOOD, VIP, changed, play
from tests.drill.relays import plain_site, with_relay

from holdfast.cli.main import holdfast
from holdfast.drill.moving import move_to
from holdfast.drill.play import drill
from holdfast.drill.record import Record
from holdfast.load.site import load
from holdfast.methods.method import Refused

pytestmark = [pytest.mark.lab, pytest.mark.timeout(600)]

CONF = "etc/keepalived/keepalived.conf"


def alone(record: Record) -> list[str]:
    """Who had the VIP for itself, in turn."""
    names = [step.owners[0] for step in record.owners if step.vip == VIP and len(step.owners) == 1]
    return [name for i, name in enumerate(names) if name not in names[max(0, i - 1) : i]]


def drained(told: Sequence[str]) -> list[int]:
    """How many connections were left, as it was told."""
    return [
        int(found[1])
        for one in told
        if (found := re.match(r"connections left on \w+: (\d+)$", one))
    ]


def test_three_nodes_lose_nothing_and_the_old_owner_is_counted_down(tmp_path: Path) -> None:
    plain_site(tmp_path, 3)
    for file in tmp_path.glob(f"*/{CONF}"):
        file.write_text(file.read_text().replace("        fe80::36/64\n", ""))
    told: list[str] = []
    said: list[str] = []
    site = with_relay(load([str(tmp_path)]))
    fault = move_to(site, "lb3", told.append, said.append)
    assert not isinstance(fault, Refused)

    (record,) = drill(site, [fault], lambda _: None, 20).drills

    assert (record.failed, record.downloads_broken, said) == (0, 0, []), record.why
    assert alone(record) == ["lb1", "lb3"]
    assert record.claims["loses-nothing"] == record.claims["moves-as-told"] == "held"
    counts = drained(told)
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1] > 0


def test_without_preemption_it_goes_there_and_back(tmp_path: Path) -> None:
    pair = changed(tmp_path / "pair", ((CONF, "    priority", "    nopreempt\n    priority"),))

    (record,) = play(pair, "planned-move").drills

    first, second, third = alone(record)  # the first to be up owns the VIP, whatever its priority
    assert first == third != second
    assert record.claims["moves-as-told"] == "held"


def test_without_the_relay_it_says_beforehand_what_will_break() -> None:
    result = CliRunner().invoke(holdfast, ["move", str(GOOD), "--to", "lb2", "--format", "json"])

    assert re.search(r"^lb1 has \d+ connections of clients, which will break", result.stderr)
    (record,) = json.loads(result.stdout)["drills"]
    assert record["downloads_broken"] > 0
    assert record["owners"][-1]["owners"] == ["lb2"]


def test_to_the_owner_itself_nothing_moves() -> None:
    result = CliRunner().invoke(holdfast, ["move", str(GOOD), "--to", "lb1", "--format", "json"])

    assert result.stderr == "lb1 owns every VIP already that it may own: nothing moves\n"
    (record,) = json.loads(result.stdout)["drills"]
    assert (record["verdict"], len(record["owners"])) == ("held", 1)
