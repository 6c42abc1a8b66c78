# SPDX-License-Identifier: Apache-2.0
"""How long a VIP stayed where HAProxy was dead."""

from holdfast.drill.masked import kept_while_dead_ms
from holdfast.drill.record import HaproxyAt, OwnersAt

VIP = "172.22.21.36"


def owned(*steps: tuple[float, tuple[str, ...]]) -> list[OwnersAt]:
    return [OwnersAt(ms, "VI_01", VIP, owners) for ms, owners in steps]


def states(*steps: tuple[float, str]) -> list[HaproxyAt]:
    other = [HaproxyAt(0.0, "lb2", "active")]
    return other + [HaproxyAt(ms, "lb1", state) for ms, state in steps]  # type: ignore[arg-type]


LEAVES = owned((0.0, ("lb1",)), (2400.0, ("lb1", "lb2")), (2401.0, ("lb2",)))
DIES = states((0.0, "active"), (100.0, "deactivating"), (110.0, "failed"))


def test_from_its_death_until_the_vip_has_left() -> None:
    assert kept_while_dead_ms(LEAVES, DIES, "lb1", 5000.0) == 2301.0


def test_one_that_never_leaves_is_kept_until_the_end() -> None:
    assert kept_while_dead_ms(owned((0.0, ("lb1",))), DIES, "lb1", 5000.0) == 4900.0


def test_one_that_comes_back_in_between_counts_the_longer_spell() -> None:
    crashes = states((0.0, "active"), (100.0, "activating"), (250.0, "active"), (900.0, "failed"))
    assert kept_while_dead_ms(owned((0.0, ("lb1",))), crashes, "lb1", 1000.0) == 150.0


def test_a_reload_is_no_death_and_the_other_node_is_no_owner() -> None:
    reloads = states((0.0, "active"), (100.0, "reloading"), (3000.0, "active"))
    assert kept_while_dead_ms(owned((0.0, ("lb1",))), reloads, "lb1", 5000.0) == 0.0
    assert kept_while_dead_ms(owned((0.0, ("lb2",))), DIES, "lb1", 5000.0) == 0.0
