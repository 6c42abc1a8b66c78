# SPDX-License-Identifier: Apache-2.0
"""The sentences about everything else: programs, checks, servers, the nodes themselves."""

from collections.abc import Iterator

from msgspec.structs import replace

from holdfast.story.account import Entry
from holdfast.story.chronicle import Chronicle
from holdfast.story.happening import (
    AdvertRefused,
    BackendEmpty,
    Booted,
    CannotStart,
    CheckTurned,
    Died,
    Entered,
    GaveUp,
    Happening,
    Reloaded,
    ServerTurned,
    Started,
    Stopping,
)
from holdfast.story.reasons import told_check, why_in_fault

_NAMES = {"keepalived": "keepalived", "haproxy": "HAProxy"}
_REPEATED = (AdvertRefused, CannotStart, Died)
_FOLD_MS = 10000.0
"""The same sentence of the same node within this is told once, with its number."""


def besides(chronicle: Chronicle, told: frozenset[Happening]) -> Iterator[Entry]:
    """A sentence for everything else that an operator would want to know.

    What a program that is restarted over and over says is told once, with its number.
    """
    found: list[Entry] = []
    last: dict[str, int] = {}
    for happening in chronicle.happenings:
        text = "" if happening in told else _sentence(happening, chronicle)
        if not text:
            continue
        at = happening.at
        number = last.get(text) if isinstance(happening, _REPEATED) else None
        if number is not None and at - (found[number].until or 0) < _FOLD_MS:
            found[number] = replace(found[number], times=found[number].times + 1, until=at)
        else:
            last[text] = len(found)
            found.append(Entry(at, chronicle.node, f"{chronicle.node}: {text}.", until=at))
    yield from found


def _sentence(happening: Happening, chronicle: Chronicle) -> str:
    """Of one thing that happened; "" for what another sentence tells, or nobody needs."""
    match happening:
        case CheckTurned() as turned:
            return told_check(turned)
        case Entered(at=at, state="FAULT", first=False, instance=instance):
            return f"{instance} is in FAULT: {why_in_fault(chronicle, instance, at) or 'no reason'}"
        case AdvertRefused(instance=instance, why=why):
            return f"{instance} throws advertisements away: {why}"
        case ServerTurned(server=server, up=up, why=why):
            return f"server {server} is {'up' if up else 'down'}" + (f" ({why})" if why else "")
        case BackendEmpty(backend=backend):
            return f"backend {backend} has no server left"
        case _:
            return _of_program(happening)


def _of_program(happening: Happening) -> str:
    """Of the node itself, or of one of the two programs."""
    match happening:
        case Booted():
            return "the node boots"
        case Started(program=program):
            return f"{_NAMES[program]} starts"
        case Stopping(program=program):
            return f"{_NAMES[program]} is stopped"
        case Died(program=program, how=how):
            return f"{_NAMES[program]} died ({how})"
        case GaveUp(program=program):
            return f"systemd starts {_NAMES[program]} no more: it failed too often"
        case Reloaded(program=program):
            return f"{_NAMES[program]} reads its files anew"
        case CannotStart(why=why):
            return f"HAProxy cannot start: {why}"
        case _:
            return ""
