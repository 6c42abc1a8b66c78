# SPDX-License-Identifier: Apache-2.0
"""What one more fault would do to a site as it is."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from holdfast.load.site import load
from holdfast.prove.bounds import NEVER
from holdfast.prove.now import Consequence, Present, Unknown, now

EXAMPLES = Path(__file__).parents[2] / "examples"
VIP = "172.22.21.36"


def seen(*, owner: bool, haproxy: bool = True, keepalived: bool = True, state: str = "") -> Present:
    states = {"VI_01": state or ("MASTER" if owner else "BACKUP")} if keepalived else {}
    return Present(haproxy, keepalived, {"VI_01": owner}, states)


def consequences(site: str, **present: Present) -> Mapping[str, Consequence]:
    found = now(load([str(EXAMPLES / site)]), present, lambda _states: False)
    assert isinstance(found, Sequence), found
    return {one.says: one for one in found}


def effect(
    found: Mapping[str, Consequence], says: str
) -> tuple[tuple[tuple[str, ...], ...], float]:
    [one] = found[says].effects
    assert one.vips == (VIP,)
    return one.after, one.outage_ms


def test_the_pair_that_outlives_faults() -> None:
    found = consequences("pair-fixed", lb1=seen(owner=True), lb2=seen(owner=False))

    after, ms = effect(found, "lb1 loses its power")
    assert after == (("lb2",),)
    assert 3000 < ms < 5000
    assert effect(found, "lb2 loses its power") == ((("lb1",),), 0.0)
    after, ms = effect(found, "HAProxy on lb1 dies and stays dead")
    assert after == (("lb2",),)
    assert 0 < ms < 10_000
    assert effect(found, "lb1 and lb2 no longer reach each other")[0] == (("lb1", "lb2"),)


def test_the_owner_counts_that_was_seen_not_the_one_of_highest_priority() -> None:
    """lb2 owns while lb1's keepalived is stopped; then lb2 is the last."""
    found = consequences(
        "pair-fixed", lb1=seen(owner=False, keepalived=False), lb2=seen(owner=True)
    )

    assert effect(found, "lb2 loses its power")[1] == NEVER
    assert effect(found, "HAProxy on lb2 dies and stays dead")[1] == NEVER
    assert effect(found, "HAProxy on lb1 dies and stays dead") == ((("lb2",),), 0.0)


def test_without_haproxy_on_the_backup_nobody_is_left_to_take_over() -> None:
    lb2 = seen(owner=False, haproxy=False, state="FAULT")
    found = consequences("pair-fixed", lb1=seen(owner=True), lb2=lb2)

    assert effect(found, "lb1 loses its power") == (((),), NEVER)
    assert effect(found, "keepalived on lb2 is stopped") == ((("lb1",),), 0.0)


def test_two_owners_are_no_state_of_these_files_without_a_cut() -> None:
    """A partition explains them; then what follows is told from there."""
    found = consequences("pair-fixed", lb1=seen(owner=True), lb2=seen(owner=True))

    assert all(one.effects[0].before == ("lb1", "lb2") for one in found.values())


def test_a_state_that_the_files_cannot_explain() -> None:
    lost = seen(owner=False, state="BACKUP")

    found = now(load([str(EXAMPLES / "pair-fixed")]), {"lb1": lost, "lb2": lost}, lambda _n: False)

    assert found == Unknown("the model of these files has no state like the present one")
