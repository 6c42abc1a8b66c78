# SPDX-License-Identifier: Apache-2.0
"""Who owned the VIPs of a group when, all nodes together."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from holdfast.story.chronicle import Chronicle
from holdfast.story.ownership import Spell, spells


class Group(Struct, frozen=True):
    """One VRRP instance across the nodes, as journals or a site name it."""

    name: str
    vips: tuple[str, ...]
    members: frozenset[tuple[str, str]]
    """Node and instance."""

    def __str__(self) -> str:
        return f"{self.name} ({', '.join(self.vips)})" if self.vips else self.name


class Owned(Struct, frozen=True):
    """From `since` on these nodes had the VIPs, and these perhaps; up to the next of them."""

    since: float
    owners: tuple[str, ...]
    perhaps: tuple[str, ...]


class Shared(Struct, frozen=True):
    """Two nodes or more had the VIPs at once; `certain` on the clocks as they are taken to be."""

    since: float
    until: float
    owners: tuple[str, ...]
    certain: bool


def groups_of(chronicles: Sequence[Chronicle], known: Sequence[Group]) -> tuple[Group, ...]:
    """The groups that these journals speak of: the known ones, then any instance by its name."""
    named = {member: group for group in known for member in group.members}
    found: dict[str, set[tuple[str, str]]] = {}
    vips: dict[str, set[str]] = {}
    for chronicle in chronicles:
        for instance in sorted(_instances(chronicle)):
            member = (chronicle.node, instance)
            name = named[member].name if member in named else instance
            found.setdefault(name, set()).add(member)
            vips.setdefault(name, set()).update(chronicle.vips.get(instance, ()))
    stated = {group.name: group.vips for group in known}
    return tuple(
        Group(name, stated.get(name) or tuple(sorted(vips[name])), frozenset(members))
        for name, members in found.items()
    )


def _instances(chronicle: Chronicle) -> set[str]:
    told = {getattr(happening, "instance", None) for happening in chronicle.happenings}
    return {instance for instance in told if instance} | set(chronicle.vips)


def spells_of(group: Group, chronicles: Iterable[Chronicle]) -> tuple[Spell, ...]:
    """Every node's spells in a group, by their beginning."""
    found = [
        spell
        for chronicle in chronicles
        for spell in spells(chronicle)
        if (spell.node, spell.instance) in group.members
    ]
    return tuple(sorted(found, key=lambda spell: spell.since))


def course(found: Sequence[Spell], since: float, until: float) -> tuple[Owned, ...]:
    """Who had the VIPs from `since` to `until`, a value for each change."""
    edges = {since} | {s.since for s in found} | {s.until for s in found}
    edges |= {s.perhaps_until for s in found}
    steps: list[Owned] = []
    for at in sorted(edge for edge in edges if since <= edge < until or edge == since):
        owners = tuple(sorted({s.node for s in found if s.since <= at < s.until}))
        perhaps = {s.node for s in found if s.until <= at < s.perhaps_until} - set(owners)
        step = Owned(at, owners, tuple(sorted(perhaps)))
        if not steps or (steps[-1].owners, steps[-1].perhaps) != (step.owners, step.perhaps):
            steps.append(step)
    return tuple(steps)


def settled(steps: Sequence[Owned], until: float, unsure_ms: float) -> tuple[Owned, ...]:
    """The same without the moments of a hand-over that are too short for the clocks to tell."""
    found: list[Owned] = []
    for step, end in zip(steps, [*(step.since for step in steps[1:]), until], strict=True):
        unclear = len(step.owners) != 1 or step.perhaps
        brief = found and unclear and end - step.since <= unsure_ms
        same = found and (found[-1].owners, found[-1].perhaps) == (step.owners, step.perhaps)
        if not (brief or same):
            found.append(step)
    return tuple(found)


def shared(steps: Sequence[Owned], until: float, unsure_ms: float) -> tuple[Shared, ...]:
    """The stretches with two owners; not certain where one of them only perhaps was, or where
    they are no longer than the two clocks may be apart (`unsure_ms`)."""
    ends = [step.since for step in steps[1:]] + [until]
    found = []
    for step, end in zip(steps, ends, strict=True):
        all_of = tuple(sorted((*step.owners, *step.perhaps)))
        if len(all_of) > 1:
            sure = len(step.owners) > 1 and end - step.since > unsure_ms
            found.append(Shared(step.since, end, all_of, sure))
    return tuple(found)
