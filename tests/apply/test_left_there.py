# SPDX-License-Identifier: Apache-2.0
"""What came to a host since it was collected is not ours to remove."""

from pathlib import Path
from shutil import copytree

from tests.apply.plans import CFG, edited, pair, replacing, write

from holdfast.apply.plan.plan import Planned, plan
from holdfast.apply.rollout import left_there
from holdfast.load.site import load
from holdfast.model.steps import RemoveFile

OLD, NEW = "/etc/haproxy/old.map", f"{CFG}.1234.2026-01-01@00:00:00~"


def test_a_new_file_stays_and_one_that_was_taken_away_goes(tmp_path: Path) -> None:
    base = pair(tmp_path / "base")
    write(base, "lb1", OLD, "10.0.0.0/8 inside\n")
    wanted = edited(Path(copytree(base, tmp_path / "wanted")), CFG, replacing("5s", "6s"))
    (wanted / f"lb1{OLD}").unlink()
    present = Path(copytree(base, tmp_path / "present"))
    write(present, "lb1", NEW, "what Ansible kept\n")
    here, there = load([str(present)]), load([str(wanted)])

    planned = plan(here, left_there(load([str(base)]), here, there))

    assert isinstance(planned, Planned)
    removed = [act for step in planned.steps for act in step.acts if isinstance(act, RemoveFile)]
    assert removed == [RemoveFile("lb1", OLD)]
