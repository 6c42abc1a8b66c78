# SPDX-License-Identifier: Apache-2.0
"""Why a node took a VIP, and why it lost it, from what the journals say around that time."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from holdfast.story.chronicle import Chronicle
from holdfast.story.happening import (
    AdvertHeard,
    AdvertRefused,
    Booted,
    CheckTurned,
    Died,
    Entered,
    FaultNamed,
    Happening,
    PriorityChanged,
    Reloaded,
    Started,
    Stopping,
)
from holdfast.story.ownership import Spell

Clock = Callable[[float], str]
"""A time as the account writes it."""
H = TypeVar("H", bound=Happening)

_AT_ONCE_MS = 2000.0
"""keepalived writes a cause and its effect within this; the rest is the precision of stamps."""
_LATELY_MS = 60000.0
_VERBS = {"check": "failed", "file": "says so", "process": "is gone", "interface": "went down"}


def why_lost(spell: Spell, chronicle: Chronicle, clock: Clock) -> str:
    """Why a spell ended, as the node's own journal tells it; "" where it does not."""
    match spell.left:
        case Booted(at=at):
            silent = clock(spell.until)
            return (
                f"the node went down: its journal breaks off at {silent} and boots at {clock(at)}"
            )
        case Started(at=at):
            return f"its keepalived ended without a word, and started again at {clock(at)}"
        case Died(how=how):
            return f"its keepalived died ({how})"
        case Stopping():
            return "its keepalived was stopped"
        case Entered(at=at, state="FAULT", instance=instance):
            return why_in_fault(chronicle, instance, at) or "it is in FAULT"
        case Entered(at=at, instance=instance):
            return _outbid(chronicle, instance, at, clock) or "it is BACKUP, and does not say why"
        case _:
            return ""


def why_in_fault(chronicle: Chronicle, instance: str, at: float) -> str:
    """What failed just before a node entered FAULT; "" where nothing is told."""
    for happening in _before(chronicle, at, _AT_ONCE_MS, FaultNamed):
        if happening.instance == instance:
            return f"it says: {happening.why}"
    for turned in _before(chronicle, at, _AT_ONCE_MS, CheckTurned):
        if not turned.well:
            return told_check(turned)
    return ""


def told_check(turned: CheckTurned) -> str:
    """A check that failed, or is well again, as the end of a sentence."""
    name = {"file": "tracked file", "process": "tracked process"}.get(turned.kind, turned.kind)
    if turned.well:
        return f"its {name} {turned.what} is well again"
    return f"its {name} {turned.what} {turned.how.replace('_', ' ') or _VERBS[turned.kind]}"


def why_taken(spell: Spell, others: Sequence[Spell], chronicle: Chronicle, unsure_ms: float) -> str:
    """Why a node took the VIPs, from its own journal and what the others' say."""
    if spell.taken is None:
        return "it had it already when its journal begins"
    at = spell.since
    for heard in _before(chronicle, at, 2 * _AT_ONCE_MS, AdvertHeard):
        if heard.instance == spell.instance and heard.kind == "discarded":
            return f"its priority is above the {heard.priority} of {heard.sender}"
    owning = [o for o in others if o.since < at - unsure_ms and o.until > at + unsure_ms]
    if owning:
        names = " and ".join(sorted({other.node for other in owning}))
        return f"it did not hear {names}, who had it all the time"
    silent = [o for o in others if o.until <= at + unsure_ms and o.perhaps_until > max(at, o.until)]
    if silent:
        return f"{silent[-1].node} was silent"
    lost = [o for o in others if o.until <= at + unsure_ms and at - o.until < _LATELY_MS]
    if lost:
        last = max(lost, key=lambda other: other.until)
        about = at - last.until <= unsure_ms
        return (
            f"{last.node} lost it at about the same time" if about else f"{last.node} had lost it"
        )
    return "it heard of no other owner"


def refusals(chronicle: Chronicle, since: float, until: float) -> tuple[str, ...]:
    """Why a node threw advertisements away in a stretch of time, each reason once."""
    return tuple(
        dict.fromkeys(
            h.why
            for h in chronicle.happenings
            if isinstance(h, AdvertRefused) and since - _LATELY_MS <= h.at <= until
        )
    )


def _outbid(chronicle: Chronicle, instance: str, at: float, clock: Clock) -> str:
    for heard in _before(chronicle, at, _AT_ONCE_MS, AdvertHeard):
        if heard.instance == instance and heard.kind == "higher":
            lowered = _lowered(chronicle, instance, heard.own or 0, at, clock)
            own = f"its own is {heard.own}{lowered}"
            return f"it heard {heard.sender} with priority {heard.priority}, and {own}"
        if heard.instance == instance and heard.kind == "same":
            return f"it heard {heard.sender} with the same priority and a higher address"
    return ""


def _lowered(chronicle: Chronicle, instance: str, own: int, at: float, clock: Clock) -> str:
    """Why its own priority had become lower, where that was lately."""
    changes = _before(chronicle, at, _LATELY_MS, PriorityChanged)
    changed = next((c for c in changes if c.instance == instance), None)
    if changed is not None and changed.after == own < changed.before:
        for turned in _before(chronicle, changed.at, _AT_ONCE_MS, CheckTurned):
            return f" since {told_check(turned)} at {clock(turned.at)}"
        return f" since {clock(changed.at)}"
    for reloaded in _before(chronicle, at, _LATELY_MS, Reloaded):
        if reloaded.program == "keepalived":
            return f"; it had read its files anew at {clock(reloaded.at)}"
    return ""


def _before(chronicle: Chronicle, at: float, within: float, kind: type[H]) -> Iterator[H]:
    """The happenings of a kind in the time before `at`, the last first."""
    found = chronicle.happenings
    for number in range(bisect_right(found, at, key=lambda happening: happening.at) - 1, -1, -1):
        happening = found[number]
        if happening.at < at - within:
            return
        if isinstance(happening, kind):
            yield happening
