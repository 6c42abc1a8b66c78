# SPDX-License-Identifier: Apache-2.0
"""Journals of several nodes, put together."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone

from msgspec import Struct

from holdfast.story.account import Entry, in_order
from holdfast.story.besides import besides
from holdfast.story.chronicle import Chronicle
from holdfast.story.clients import Clients, clients
from holdfast.story.clocks import Apart, apart, shifted
from holdfast.story.moves import double_owners, moves
from holdfast.story.owners import (
    Group,
    Owned,
    Shared,
    course,
    groups_of,
    settled,
    shared,
    spells_of,
)
from holdfast.story.ownership import Spell
from holdfast.story.reasons import Clock


class GroupStory(Struct, frozen=True):
    """Who had the VIPs of a group, and when two had."""

    group: Group
    course: tuple[Owned, ...]
    shared: tuple[Shared, ...]


class Story(Struct, frozen=True):
    """Times are on the first node's clock, in milliseconds since 1970.

    `unsure_ms` is how far apart the clocks may be; what two nodes did within that has no order.
    `apart` is what the journals prove of two clocks, None where there are not two, or nothing
    proves it; `explained` is False where no difference of the clocks explains what was heard.
    """

    chronicles: tuple[Chronicle, ...]
    unsure_ms: float
    apart: Apart | None
    explained: bool
    groups: tuple[GroupStory, ...]
    account: tuple[Entry, ...]
    clients: Clients


def tell(read: Sequence[Chronicle], known: Sequence[Group], agree_ms: float) -> Story:
    """The story of these journals, whose clocks are taken to agree within `agree_ms`.

    Where they prove that the clocks do not, the second node's times are told on the first's.
    """
    found, differ, unsure_ms = _on_one_clock(_in_one_zone(read), agree_ms)
    clock = clock_of(found)
    nodes = {chronicle.node: chronicle for chronicle in found}
    since = min(chronicle.times[0] for chronicle in found)
    until = max(chronicle.times[-1] for chronicle in found)
    entries: list[Entry] = []
    stories: list[GroupStory] = []
    spells: list[Spell] = []
    for group in groups_of(found, known):
        own = spells_of(group, found)
        steps = course(own, since, until)
        both = shared(steps, until, unsure_ms)
        stories.append(GroupStory(group, settled(steps, until, unsure_ms), both))
        entries += moves(group, own, steps, nodes, unsure_ms, clock)
        entries += double_owners(group, both, nodes, clock)
        spells += own
    told = frozenset(spell.left for spell in spells if spell.left is not None)
    entries += (entry for chronicle in found for entry in besides(chronicle, told))
    return Story(
        found,
        unsure_ms,
        differ,
        explained=len(found) != 2 or differ is not None,
        groups=tuple(stories),
        account=in_order(entries, unsure_ms),
        clients=clients(found, _moved(spells, since)),
    )


def _on_one_clock(
    read: tuple[Chronicle, ...], agree_ms: float
) -> tuple[tuple[Chronicle, ...], Apart | None, float]:
    """The journals as on the first one's clock, what their clocks differ by, and the doubt."""
    precision_ms = max(chronicle.precision_ms for chronicle in read)
    if len(read) == 1:
        return read, None, precision_ms
    differ = apart(*read) if len(read) == 2 else None
    unsure_ms = agree_ms + precision_ms
    if differ is None or not differ.ahead_ms:
        return read, differ, unsure_ms
    first, second = read
    return (
        (first, shifted(second, -differ.ahead_ms)),
        differ,
        max(unsure_ms, differ.high_ms - differ.ahead_ms, differ.ahead_ms - differ.low_ms),
    )


def _in_one_zone(read: Sequence[Chronicle]) -> tuple[Chronicle, ...]:
    """Stamps without a zone are taken as of the zone of those that name one."""
    offsets = [chronicle.offset_min for chronicle in read if chronicle.zoned]
    west_ms = -60_000.0 * (offsets[0] if offsets else 0)
    return tuple(c if c.zoned else shifted(c, west_ms) for c in read)


def clock_of(chronicles: Sequence[Chronicle]) -> Clock:
    """Writes times in the first node's zone: the time of day, with the day where there are more,
    no finer than the coarsest stamp."""
    offsets = [chronicle.offset_min for chronicle in chronicles if chronicle.zoned]
    zone = timezone(timedelta(minutes=offsets[0] if offsets else 0))
    first = min(chronicle.times[0] for chronicle in chronicles)
    last = max(chronicle.times[-1] for chronicle in chronicles)
    fine = max(chronicle.precision_ms for chronicle in chronicles) < 1000

    def at(ms: float) -> datetime:
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone)

    def clock(ms: float) -> str:
        moment = at(ms)
        day = f"{moment:%Y-%m-%d} " if at(first).date() != at(last).date() else ""
        return f"{day}{moment:%H:%M:%S}" + (f".{moment.microsecond // 1000:03}" if fine else "")

    return clock


def _moved(spells: Sequence[Spell], since: float) -> Iterator[float]:
    for spell in spells:
        if spell.since > since:
            yield spell.since
        if spell.left is not None:
            yield spell.until
