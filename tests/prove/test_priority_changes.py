# SPDX-License-Identifier: Apache-2.0
"""What a change of priority does to a backup's timer (vrrp_set_effective_priority)."""

from pathlib import Path

from tests.prove.sites import instance, site

from holdfast.model.timing import Bounds
from holdfast.prove.vrrp.codes import EXPIRES, STARTED, VERDICT, State, event
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS

LB1, LB2 = 0, 1
CHECK = 'vrrp_script chk {\n    script "/bin/true"\n    interval 1\n    weight 20\n}\n'
TRACK = "track_script {\n        chk\n    }"
WHOLE = 3000 + (256 - 120) * 1000 / 256
"""The down interval of lb2, version 2, after its check has succeeded."""


def after(model: Vrrp, state: State, kind: int, node: int) -> State:
    """The state after an event of this kind on a node, which has to be possible."""
    [number] = [
        one
        for one in model.actions(state)
        if isinstance(one, int) and event(one).kind == kind and event(one).place == node
    ]
    return model.next(state, number)


def wait(folder: Path, *lines: str) -> Bounds:
    """How long lb2 waits, whose check succeeds for the first time when lb1 has become MASTER."""
    own = instance(100, *lines, TRACK)
    [part] = slices(site(folder, instance(158, "version 3", "advert_int 0.35"), CHECK + own))
    model = Vrrp(part, KINDS, 0, every_order=True)
    state = next(iter(model.init()))
    for kind, node in ((STARTED, LB1), (STARTED, LB2), (EXPIRES, LB1), (VERDICT, LB2)):
        state = after(model, state, kind, node)
    [timer] = [bounds for one, bounds in model.clock.bounds(state).items() if is_timer(one)]
    return timer


def is_timer(one: int) -> bool:
    return event(one).kind == EXPIRES and event(one).place == LB2


def test_where_no_advert_comes_only_the_skew_is_another(tmp_path: Path) -> None:
    """lb1 sends to the multicast address, which lb2 does not listen to."""
    peers = "unicast_peer {\n        10.0.0.1\n    }"

    found = wait(tmp_path, "version 2", "unicast_src_ip 10.0.0.2", peers)

    assert found == Bounds(WHOLE, WHOLE + 1000 + 100)


def test_a_whole_down_interval_runs_from_the_last_advert_that_was_discarded(
    tmp_path: Path,
) -> None:
    """It came up to one interval of lb1's before."""
    assert wait(tmp_path, "version 2") == Bounds(WHOLE - 350, WHOLE + 100)
