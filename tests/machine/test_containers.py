# SPDX-License-Identifier: Apache-2.0
"""The quick bed is one: a real systemd, reached by collect as the machines are."""

from pathlib import Path

from tests.machine.bed import NAMES, START_HAPROXY, Bed
from tests.machine.client import ask


def test_a_pair_of_containers_serves_and_is_collected(quick_bed: Bed, tmp_path: Path) -> None:
    for name in NAMES:
        quick_bed.install(name)
    quick_bed.power_on()
    quick_bed.wait_for_owner("lb1")
    quick_bed.control.play(["lb1"], {"ansible.builtin.raw": START_HAPROXY})

    quick_bed.control.collect(tmp_path / "site")

    assert ask() == ""
    assert quick_bed.shell("lb2", "cat /proc/1/comm") == "systemd"
    told = quick_bed.control.holdfast("check", str(tmp_path / "site"), exits=1)
    assert "vip-bind-race" in told
