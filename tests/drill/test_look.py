# SPDX-License-Identifier: Apache-2.0
"""What of a lab counts as seen."""

from pathlib import Path

import pytest
from tests.prove.sites import VIP, instance, site

from holdfast.drill.replay.look import At, Instance, Look, Watch, lasting
from holdfast.drill.stage.stage import KEEPALIVED
from holdfast.lab.events import AddressChanged, Event, LogLine, UnitChanged

KEY = ("lb1", "VI_1")


def look(state: str, *, owns: bool) -> Look:
    return Look(frozenset({"lb1"}), ((KEY, Instance(state, owns)),))


BACKUP, MASTER = look("BACKUP", owns=False), look("MASTER", owns=True)


@pytest.mark.parametrize(("ms", "seen"), [(100.0, 2), (200.0, 3)])
def test_what_passes_at_once_is_not_seen(ms: float, seen: int) -> None:
    fault = look("FAULT", owns=False)
    looks = (At(0.0, BACKUP), At(1000.0, fault), At(1000.0 + ms, MASTER))

    assert len(list(lasting(looks, 5000.0, 150.0))) == seen


@pytest.mark.parametrize(("ms", "seen"), [(300.0, 2), (500.0, 3)])
def test_a_master_may_be_a_little_ahead_of_its_vip(ms: float, seen: int) -> None:
    ahead = look("MASTER", owns=False)
    looks = (At(0.0, BACKUP), At(1000.0, ahead), At(1000.0 + ms, MASTER))

    assert len(list(lasting(looks, 5000.0, 150.0))) == seen


@pytest.mark.parametrize(("ms", "seen"), [(800.0, 2), (1200.0, 3)])
def test_a_vip_that_was_left_behind_may_outlive_the_start_of_keepalived(
    ms: float, seen: int
) -> None:
    looks = (
        At(0.0, look("INIT", owns=True)),
        At(10.0, look("?", owns=True)),
        At(10.0 + ms, BACKUP),
    )

    assert len(list(lasting(looks, 5000.0, 150.0))) == seen


@pytest.mark.parametrize(("ms", "seen"), [(300.0, 2), (1200.0, 3)])
def test_a_vip_may_outlive_the_first_moment_of_a_stop(tmp_path: Path, ms: float, seen: int) -> None:
    """From the signal on systemd calls keepalived deactivating, and its VIPs go a little later."""
    events: list[Event] = [
        UnitChanged(1.0, "lb1", KEEPALIVED, "running", 5, "success", False),
        LogLine(2.0, "lb1", KEEPALIVED, "stdout", "(VI_1) Entering MASTER STATE"),
        AddressChanged(3.0, "lb1", "eth0", f"{VIP}/24", True),
        UnitChanged(1000.0, "lb1", KEEPALIVED, "stop-sigterm", 5, "success", False),
        AddressChanged(1000.0 + ms, "lb1", "eth0", f"{VIP}/24", False),
    ]

    looks = list(lasting(Watch(site(tmp_path, instance(100))).looks(events, 900.0), 5000.0, 150.0))

    assert len(looks) == seen
    assert looks[0].look.instances[0][1] == Instance("MASTER", True)
    assert looks[-1].look.instances[0][1] == Instance("INIT", False)
