# SPDX-License-Identifier: Apache-2.0
"""What is not said of a host is not done there."""

from pathlib import Path

import pytest
from tests.apply.plans import CFG, edited, facts, pair, planned, replacing, write


def test_what_a_folder_that_is_no_copy_does_not_have_stays_on_the_host(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CFG, replacing("5s", "6s"))
    write(here, "lb1", "/etc/sysctl.d/60-own.conf", "net.ipv4.ip_forward = 1\n")
    write(here, "lb1", "/etc/systemd/system/haproxy.service.d/x.conf", "[Service]\nUser=root\n")
    for node in ("lb1", "lb2"):
        facts(here, node, links=[])

    made = planned(here, there)

    acts = [(type(act).__name__, act.node) for stage in made.stages for act in stage.acts]
    assert acts == [("WriteFile", "lb2"), ("UnitJob", "lb2"), ("WriteFile", "lb1"),
                    ("UnitJob", "lb1")]  # fmt: skip
    assert made.notes == ()


@pytest.mark.parametrize("path", ["/etc/passwd", "/etc/group", "/usr/lib/os-release"])
def test_what_is_the_hosts_own_is_neither_removed_nor_written(path: str, tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), pair(tmp_path / "b")
    write(here, "lb1", path, "a\n")
    write(here, "lb2", path, "a\n")
    write(there, "lb2", path, "b\n")

    assert planned(here, there).steps == ()
