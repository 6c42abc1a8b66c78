# SPDX-License-Identifier: Apache-2.0
"""An address owner in state MASTER that starts where another node has the VIP."""

from pathlib import Path

from tests.prove.sites import instance, site
from tests.prove.walks import settled

from holdfast.prove.vrrp.codes import EXPIRES, HEARS, event
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS, Strike

LB1, LB2 = 0, 1


def test_it_claims_the_vip_or_hears_the_other_first(tmp_path: Path) -> None:
    """Both are in its first round: a timer of a microsecond, and what its socket holds."""
    [part] = slices(site(tmp_path, instance(255, "state MASTER"), instance(255)))
    model = Vrrp(part, KINDS, 1)
    state = next(iter(model.init()))
    for undo in (False, True):
        state = model.next(settled(model, state), Strike("keepalived-stop", LB1, undo=undo))

    ends = {}
    for action in model.actions(state):
        assert isinstance(action, int)
        ends[event(action).kind] = list(model.owners(settled(model, model.next(state, action)), 0))

    assert ends == {EXPIRES: [LB1], HEARS: [LB2]}
