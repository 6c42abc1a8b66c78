# SPDX-License-Identifier: Apache-2.0
"""The sentences about VIPs: who took them, who lost them, and when two nodes had them."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from holdfast.story.account import Entry, duration
from holdfast.story.chronicle import Chronicle
from holdfast.story.happening import Died
from holdfast.story.owners import Group, Owned, Shared
from holdfast.story.ownership import Spell
from holdfast.story.reasons import Clock, refusals, why_lost, why_taken


def moves(
    group: Group,
    found: Sequence[Spell],
    steps: Sequence[Owned],
    chronicles: dict[str, Chronicle],
    unsure_ms: float,
    clock: Clock,
) -> Iterator[Entry]:
    """A sentence for each time that a node took a group's VIPs or lost them."""
    for spell in found:
        own = chronicles[spell.node]
        others = [other for other in found if other.node != spell.node]
        why = why_taken(spell, others, own, unsure_ms)
        gap = _gap(steps, spell, unsure_ms)
        yield Entry(spell.since, spell.node, f"{spell.node} takes {group}: {why}.{gap}", group.name)
        if why := why_lost(spell, own, clock):
            after = _left_behind(spell, clock)
            yield Entry(
                spell.until, spell.node, f"{spell.node} loses {group}: {why}.{after}", group.name
            )


def double_owners(
    group: Group, stretches: Sequence[Shared], chronicles: dict[str, Chronicle], clock: Clock
) -> Iterator[Entry]:
    """A sentence for each stretch with two owners that the clocks leave no doubt about."""
    for one, after in zip_longest(stretches, stretches[1:]):
        if not one.certain:
            continue
        until = f"for {duration(one.until - one.since)}, until {clock(one.until)}"
        if after is not None and after.since == one.until and not after.certain:
            until += f" for certain, perhaps until {clock(after.until)}"
        why = "".join(
            f" {node} threw away what it heard: {reason}."
            for node in one.owners
            for reason in refusals(chronicles[node], one.since, one.until)
        )
        text = f"{' and '.join(one.owners)} both have {group}, {until}.{why}"
        yield Entry(one.since, None, text, group.name)


def _gap(steps: Sequence[Owned], spell: Spell, unsure_ms: float) -> str:
    """For how long nobody had them before; "" where that is nothing that the clocks can tell."""
    if spell.taken is None:
        return ""
    before = [step for step in steps if step.since < spell.since]
    if len(before) < 2 or before[-1].owners:
        return ""
    if before[-1].perhaps:
        return f" {' and '.join(before[-1].perhaps)} may still have had it."
    length = spell.since - before[-1].since
    if length <= unsure_ms:
        return ""
    return f" Nobody had it for {duration(length)}, give or take {duration(unsure_ms)}."


def _left_behind(spell: Spell, clock: Clock) -> str:
    if not isinstance(spell.left, Died):
        return ""
    if spell.perhaps_until == float("inf"):
        return " It may have left the VIPs on the node."
    return f" It may have left the VIPs on the node until {clock(spell.perhaps_until)}."
