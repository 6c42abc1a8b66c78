# SPDX-License-Identifier: Apache-2.0
"""The turns of a plan on the real daemons: a dead HAProxy comes up, and no request is lost."""

from pathlib import Path

import pytest
from tests.apply.plans import CFG, VIP, by_methods, edited, pair, replacing

from holdfast.drill.stage.stage import stage
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.events import AddressChanged
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.runner import Stopped, carry_out
from holdfast.lab.traffic import Target, failed, requests
from holdfast.load.site import load
from holdfast.model.steps import Active, Step, WriteFile
from holdfast.model.unit import HAPROXY

pytestmark = pytest.mark.lab


def phase(lab: Lab, node: str) -> str:
    state = lab.unit_states().get((node, HAPROXY))
    return state.phase if state else ""


def test_a_pair_is_mended_under_load_and_a_turn_that_fails_is_taken_back(tmp_path: Path) -> None:
    racing = edited(pair(tmp_path), CFG, replacing(" transparent", ""))
    planned = by_methods(racing, "dummy")
    with Lab(stage(load([str(racing)])).spec) as lab:
        lab.boot()
        lab.eventually(lambda: phase(lab, "lb2") == "failed", within=SETTLE_MS, what="the race")
        lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=SETTLE_MS, what="an owner")
        lab.systemctl("lb1", "reset-failed", HAPROXY)
        assert lab.systemctl("lb1", "start", HAPROXY).status == 0
        lab.start_traffic([Target(VIP, 80)])
        since = now_ms()

        never = Step("fails", gates=(Active("lb2", "nobody.service", 0),))
        first = [step for stage in planned.stages[:2] for step in stage.steps]
        stopped = carry_out(lab, [*first[:-1], never], lambda _: None)

        assert isinstance(stopped, Stopped)
        for act in (act for step in first for act in step.acts):
            if isinstance(act, WriteFile):
                assert lab.run("lb2", "cat", act.path).output.encode() != act.data
        assert lab.run("lb2", "ip", "link", "show", "dev", "vip0").status != 0
        assert carry_out(lab, planned.steps, lambda _: None) is None

        assert [phase(lab, node) for node in ("lb1", "lb2")] == ["running", "running"]
        kept = [node for node in ("lb1", "lb2") if ("vip0", f"{VIP}/32") in lab.addresses(node)]
        assert kept == ["lb1", "lb2"]
        moved = [
            event
            for event in lab.events(since)
            if isinstance(event, AddressChanged) and event.interface == "ens18"
        ]
        assert moved == []
        seen, until = lab.traffic().samples[0], now_ms()
        assert requests(seen, since, until) > 0
        assert failed(seen, since, until) == 0
