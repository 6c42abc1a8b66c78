# SPDX-License-Identifier: Apache-2.0
"""What of a lab counts as seen."""

import pytest

from holdfast.drill.replay.look import At, Instance, Look, lasting

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
