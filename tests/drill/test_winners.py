# SPDX-License-Identifier: Apache-2.0
"""A replay says who won where the model allows several."""

from pathlib import Path

from tests.prove.sites import instance, site
from tests.prove.walks import settled

from holdfast.drill.replay.winners import winners
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS, Strike


def told(folder: Path, *lines: str) -> list[str]:
    """What is said after the owner of three loses its power, and one of those after it wins."""
    [part] = slices(site(folder, *(instance(priority, *lines) for priority in (101, 100, 99))))
    model = Vrrp(part, KINDS, 1, every_order=True)
    struck = model.next(settled(model, next(iter(model.init()))), Strike("node-power", 0))
    return list(winners(model, [struck], [settled(model, struck)]))


def test_the_faster_of_two_backups_keeps_the_vip(tmp_path: Path) -> None:
    """Their timers are four milliseconds apart."""
    [says] = told(tmp_path, "nopreempt")

    assert says.startswith("VI_1: lb2 or lb3 may win, and lb")


def test_nothing_is_said_where_one_alone_can_win(tmp_path: Path) -> None:
    assert told(tmp_path) == []
