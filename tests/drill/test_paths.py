# SPDX-License-Identifier: Apache-2.0
"""What the model can have done, laid along what was seen."""

from pathlib import Path

import pytest
from tests.prove.sites import instance, site
from tests.prove.walks import settled

from holdfast.drill.replay.look import UNSEEN, At, Instance, Look
from holdfast.drill.replay.paths import Paths
from holdfast.drill.replay.ways import Ways
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS, Strike

QUICK = ("version 3", "advert_int 0.1")
BOTH = frozenset({"lb1", "lb2"})


def look(state: str) -> Look:
    """lb1 owns the VIP, and lb2 says this."""
    mine, theirs = Instance("MASTER", True), Instance(state, False)
    return Look(BOTH, ((("lb1", "VI_1"), mine), (("lb2", "VI_1"), theirs)))


@pytest.mark.parametrize(("last", "possible"), [("BACKUP", True), ("FAULT", False)])
def test_an_instance_may_say_late_where_it_has_been(
    tmp_path: Path, last: str, possible: bool
) -> None:
    """keepalived runs before its log can be read."""
    one = site(tmp_path, instance(101, *QUICK), instance(100, *QUICK))
    model = Vrrp(slices(one)[0], KINDS, 2, every_order=True)
    well = settled(model, next(iter(model.init())))
    stopped = settled(model, model.next(well, Strike("keepalived-stop", 1)))
    start = model.next(stopped, Strike("keepalived-stop", 1, undo=True))
    seen = [At(0.0, look("INIT")), At(5.0, look(UNSEEN)), At(190.0, look(last))]

    ends = Paths(Ways(model), [start], seen, took_ms=3.0, slack_ms=400.0).ends()

    assert bool(ends.settled) == possible
