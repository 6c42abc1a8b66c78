# SPDX-License-Identifier: Apache-2.0
"""Clocks that differ: what the journals prove of them, and what then is not told."""

import pytest
from tests.story.recorded import JOURNALS, chronicle, recorded, sentences, story

from holdfast.story.clocks import apart, ends_of_runs, shifted
from holdfast.story.story import tell

CASE = "keepalived-stop"


@pytest.mark.parametrize("seconds", [12, 8, -2, -4, -8])
def test_a_clock_that_is_wrong_is_found(seconds: float) -> None:
    first, second = recorded(CASE)
    found = apart(first, shifted(second, seconds * 1000))
    assert found is not None
    assert found.low_ms <= seconds * 1000 <= found.high_ms
    assert 0 < found.ahead_ms * seconds <= seconds * seconds * 1000


@pytest.mark.parametrize("seconds", [0.05, 4, -12])
def test_a_clock_within_what_was_heard_proves_nothing(seconds: float) -> None:
    first, second = recorded(CASE)
    found = apart(first, shifted(second, seconds * 1000))
    assert found is not None
    assert found.ahead_ms == 0.0


def test_the_account_stands_on_one_clock_and_says_how_far_it_may_be_off() -> None:
    first, second = recorded(CASE)
    told = tell((first, shifted(second, 8000.0)), (), 100.0)
    assert told.apart is not None
    assert told.unsure_ms >= 8000 - told.apart.ahead_ms
    late = [entry.at for entry in told.account if entry.text.startswith("lb2 takes VI_01: ")]
    assert [at - told.chronicles[0].times[0] for at in late] == [
        pytest.approx(9619.5 + 8000 - told.apart.ahead_ms, abs=1)
    ]
    assert not [one for group in told.groups for one in group.shared if one.certain]


def test_what_a_third_router_sent_is_explained_by_no_clock() -> None:
    heard = "(VI_1) received lower priority (100) advert from 10.0.0.3 - discarding"
    backup = "(VI_1) Entering BACKUP STATE (init)"
    first = chronicle(_said("lb1", {20: heard, 21: heard, 40: heard}))
    second = chronicle(_said("lb2", {0: backup, 59: "Reloading ..."}))
    assert apart(first, second) is None
    told = tell((first, second), (), 100.0)
    assert (told.explained, told.apart) == (False, None)


def test_of_what_is_heard_second_after_second_the_ends_are_enough() -> None:
    heard = "(VI_1) received lower priority (100) advert from 10.0.0.3 - discarding"
    found = chronicle(_said("lb1", dict.fromkeys((*range(20), *range(30, 50), 59), heard)))
    seconds = [(one.at - found.times[0]) / 1000 for one in ends_of_runs(found)]
    assert seconds == [0, 19, 30, 49, 59]


def test_the_precision_of_the_stamps_is_part_of_the_doubt() -> None:
    assert story(CASE).unsure_ms == pytest.approx(100.001)
    coarse = [chronicle(_in_seconds(node)) for node in ("lb1", "lb2")]
    told = tell(coarse, (), 100.0)
    assert told.unsure_ms == 1100.0
    assert "lb2 takes VI_01: lb1 lost it at about the same time." in sentences(told), "609 ms"


def _in_seconds(node: str) -> str:
    """The journal as `journalctl -o short` has it."""
    lines = (JOURNALS / CASE / f"{node}.log").read_text().splitlines()
    return "".join(f"Nov 23 {line[11:19]} {line.split(' ', 1)[1]}\n" for line in lines)


def _said(node: str, said: dict[int, str]) -> str:
    return "".join(
        f"2026-11-23T12:00:{second:02}.000000+0000 {node} Keepalived_vrrp[1]: {text}\n"
        for second, text in said.items()
    )
