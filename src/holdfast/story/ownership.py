# SPDX-License-Identifier: Apache-2.0
"""Who owned an instance's VIPs, as each node's keepalived tells it of itself."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from holdfast.story.chronicle import Chronicle
from holdfast.story.happening import (
    AdvertHeard,
    Booted,
    Died,
    Entered,
    Happening,
    Started,
    Stopping,
)


class Spell(Struct, frozen=True):
    """A node had an instance's VIPs from `since` to `until` for certain, on its own clock.

    `taken` and `left` are what its journal says of the beginning and the end; None where it only
    shows that the node had them already, or that it said nothing more. Where nobody saw the end,
    the node perhaps had them until `perhaps_until`.
    """

    node: str
    instance: str
    since: float
    until: float
    perhaps_until: float
    taken: Happening | None
    left: Happening | None = None


def spells(chronicle: Chronicle) -> tuple[Spell, ...]:
    """Every spell of a node, by its beginning."""
    found: list[Spell] = []
    running: dict[str, Spell] = {}
    known: set[str] = set()
    for happening in chronicle.happenings:
        for instance in _concerned(happening, running):
            spell = running.get(instance)
            if _owns_after(happening):
                begun = happening.at if instance in known else chronicle.times[0]
                running.setdefault(instance, _begun(chronicle.node, instance, begun, happening))
            elif spell is not None:
                found.append(_ended(spell, happening, chronicle))
                del running[instance]
            known.add(instance)
    end = chronicle.times[-1]
    found += (replace(s, until=end, perhaps_until=float("inf")) for s in running.values())
    return tuple(sorted(found, key=lambda spell: spell.since))


def _concerned(happening: Happening, running: Iterable[str]) -> tuple[str, ...]:
    """The instances whose ownership a happening speaks of."""
    match happening:
        case Entered(instance=instance):
            return (instance,)
        case AdvertHeard(instance=instance, kind="higher" | "same" | "lower"):
            return (instance,)
        case Booted() | Stopping(program="keepalived") | Died(program="keepalived"):
            return tuple(running)
        case Started(program="keepalived"):
            return tuple(running)
        case _:
            return ()


def _owns_after(happening: Happening) -> bool:
    """Whether the node owns the VIPs with this: only a MASTER is outbid, or outbids."""
    match happening:
        case Entered(state="MASTER") | AdvertHeard():
            return True
        case _:
            return False


def _begun(node: str, instance: str, begun: float, happening: Happening) -> Spell:
    """A MASTER that is outbid had the VIPs before: since the journal begins, if nothing else."""
    if isinstance(happening, Entered):
        return Spell(node, instance, happening.at, happening.at, happening.at, taken=happening)
    return Spell(node, instance, begun, begun, begun, taken=None)


def _ended(spell: Spell, happening: Happening, chronicle: Chronicle) -> Spell:
    """Its end; where the node had fallen silent, that is somewhere since its last word.

    A keepalived that was killed, child and parent at once, leaves its VIPs on the node until it is
    started again: only then are they gone for certain.
    """
    match happening:
        case Booted() | Started():
            seen = max(spell.since, chronicle.last_word(happening.at))
            return replace(spell, until=seen, perhaps_until=happening.at, left=happening)
        case Died():
            gone = _gone(chronicle.happenings, happening.at)
            return replace(spell, until=happening.at, perhaps_until=gone, left=happening)
        case _:
            return replace(spell, until=happening.at, perhaps_until=happening.at, left=happening)


def _gone(happenings: Iterable[Happening], died: float) -> float:
    """When what a dead keepalived may have left on its node is gone: it stops, starts, or boots."""
    for happening in happenings:
        match happening:
            case Booted(at=at) | Started(at=at, program="keepalived") if at > died:
                return at
            case Stopping(at=at, program="keepalived") if at > died:
                return at
            case _:
                pass
    return float("inf")
