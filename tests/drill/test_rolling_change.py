# SPDX-License-Identifier: Apache-2.0
"""A change that the nodes must agree on, on the real daemons: by hand, and by plan."""

from collections.abc import Mapping

import pytest
from tests.drill.timed_pair import timed_pair

from holdfast.drill.fault import Fault, Phase, Scene
from holdfast.drill.faults import rolling_change
from holdfast.drill.play import drill
from holdfast.drill.record import Record

pytestmark = pytest.mark.lab


def one_more_vip(scene: Scene) -> tuple[Phase, ...]:
    return tuple(phase for phase in rolling_change.phases(scene) if phase.name.startswith("VIPs"))


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Record]:
    fault = Fault("rolling-change", one_more_vip)
    found = drill(timed_pair(tmp_path_factory.mktemp("pair")), [fault], lambda _: None).drills
    return {record.phase: record for record in found}


def test_node_by_node_both_own_the_vip_until_the_last_one_follows(
    records: Mapping[str, Record],
) -> None:
    by_hand = records["VIPs by hand"]
    assert (by_hand.verdict, by_hand.why) == ("held", "")
    assert ("lb1", "lb2") in [step.owners for step in by_hand.owners]
    assert len(by_hand.owners[-1].owners) == 1


def test_by_plan_the_vip_stays_with_its_one_owner_and_nothing_is_lost(
    records: Mapping[str, Record],
) -> None:
    by_plan = records["VIPs by plan"]
    assert (by_plan.verdict, by_plan.why) == ("held", "")
    assert [step.owners for step in by_plan.owners] == [("lb1",)]
    assert by_plan.requests > 0
    assert (by_plan.failed, by_plan.downloads_broken) == (0, 0)
