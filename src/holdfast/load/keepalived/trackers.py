# SPDX-License-Identifier: Apache-2.0
"""Entries of `track_…` blocks: a name, `weight` and a number, `reverse` (vrrp_track.c, 2.2.7)."""

from collections.abc import Mapping

from holdfast.load.keepalived.numbers import integer
from holdfast.load.keepalived.places import Places, text
from holdfast.model.vrrp import Tracker, TrackerKind
from holdfast.syntax.keepalived import Statement

TRACKING: dict[bytes, TrackerKind] = {
    b"track_script": "script",
    b"track_process": "process",
    b"track_file": "file",
    b"track_interface": "interface",
    b"track_bfd": "bfd",
}

Known = Mapping[tuple[TrackerKind, str], bool]
"""What is defined so far; the value says whether its own weight is reversed."""


def trackers(statements: list[Statement], known: Known, places: Places) -> tuple[Tracker, ...]:
    """The trackers of an instance or a sync group, those that keepalived drops included."""
    found: list[Tracker] = []
    for statement in statements:
        kind = TRACKING.get(statement.keyword)
        for entry in statement.block or () if kind is not None else ():
            if entry.words and kind is not None:
                found.append(_tracker(kind, entry, known, found, places))
    return tuple(found)


def _tracker(
    kind: TrackerKind, entry: Statement, known: Known, before: list[Tracker], places: Places
) -> Tracker:
    name = text(entry.value(0))
    own_reverse = known.get((kind, name), False)
    return Tracker(
        kind=kind,
        name=name,
        weight=_weight(kind, entry),
        reverse=_reverse(kind, entry, own_reverse),
        place=places.of(entry),
        ignored=_ignored(kind, name, entry, known, before),
    )


def _weight(kind: TrackerKind, entry: Statement) -> int | None:
    if entry.value(1) != b"weight" or len(entry.words) < 3:
        return None
    weight = integer(entry.value(2), -254, 254)
    if kind in ("script", "interface") and weight is not None:
        return max(-253, min(253, weight))
    return 0 if weight is None and kind == "interface" else weight


def _reverse(kind: TrackerKind, entry: Statement, own: bool) -> bool:
    match entry.value(3):
        case b"reverse":
            return True
        case b"noreverse" if kind != "interface":
            return False
    return own


def _ignored(
    kind: TrackerKind, name: str, entry: Statement, known: Known, before: list[Tracker]
) -> str | None:
    if kind != "interface" and (kind, name) not in known:
        return "not defined above"
    if any(t.kind == kind and t.name == name and t.ignored is None for t in before):
        return "listed twice"
    if len(entry.words) > 1 and entry.value(1) != b"weight":
        return f"unknown option {text(entry.value(1))}"
    if len(entry.words) == 2:
        return "weight without a number"
    return None
