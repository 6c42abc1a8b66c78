# SPDX-License-Identifier: Apache-2.0
"""A planned move on live hosts: what it would write over."""

from pathlib import Path
from shutil import copytree

from tests.apply.plans import CFG, CONF, edited, pair, replacing

from holdfast.apply.moving import changed_meanwhile, to_node
from holdfast.load.site import load
from holdfast.methods.move_ranks import electing
from holdfast.model.site import Site

COMMENTED = replacing("priority", "# mine\n    priority")


def test_what_an_earlier_move_left_is_no_change_of_anybody(tmp_path: Path) -> None:
    site = load([str(pair(tmp_path))])
    moved = electing(site, to_node(site, "lb2"))

    assert isinstance(moved, Site)
    assert moved != site
    assert changed_meanwhile(site, site) == ()
    assert changed_meanwhile(site, moved) == ()


def test_what_somebody_changed_since_it_was_collected_is_told(tmp_path: Path) -> None:
    here = pair(tmp_path / "a")
    there = edited(Path(copytree(here, tmp_path / "b")), CONF, COMMENTED, "lb2")
    edited(there, CFG, replacing("5s", "6s"))

    assert changed_meanwhile(load([str(here)]), load([str(there)])) == (f"lb2: {CONF}",)
