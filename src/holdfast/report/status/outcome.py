# SPDX-License-Identifier: Apache-2.0
"""What one more fault would do, in a few sentences: the faults that come to the same together."""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from holdfast.prove.bounds import NEVER
from holdfast.prove.now import Consequence, Effect
from holdfast.story.account import duration

How = Literal["outage", "two owners", "moves", "interrupted", "nothing"]
_WORST_FIRST: tuple[How, ...] = ("outage", "two owners", "moves", "interrupted", "nothing")


class Next(Struct, frozen=True):
    """What the faults would do; `outage_ms` is None where nobody would answer any more."""

    how: How
    says: str
    outage_ms: float | None
    faults: tuple[str, ...]


def outcomes(found: Sequence[Consequence]) -> Iterator[Next]:
    """The worst first."""
    alike: dict[tuple[How, str], list[Consequence]] = {}
    for one in found:
        says = "; ".join(filter(None, map(_says, one.effects)))
        alike.setdefault((_how(one), says), []).append(one)
    for (how, says), ones in sorted(alike.items(), key=lambda one: _WORST_FIRST.index(one[0][0])):
        longest = max(effect.outage_ms for one in ones for effect in one.effects)
        outage = None if longest == NEVER else longest
        told = _with_outage(how, says, longest)
        yield Next(how, told, outage, tuple(dict.fromkeys(one.says for one in ones)))


def _how(one: Consequence) -> How:
    effects = one.effects
    if any(effect.outage_ms == NEVER for effect in effects):
        return "outage"
    if any(len(owners) > 1 for effect in effects for owners in effect.after):
        return "two owners"
    if any(effect.after != (effect.before,) for effect in effects):
        return "moves"
    return "interrupted" if any(effect.outage_ms for effect in effects) else "nothing"


def _says(effect: Effect) -> str:
    if effect.none:
        return ""
    vips = ", ".join(effect.vips)
    if effect.outage_ms == NEVER:
        return f"nobody answers on {vips}"
    twice = next((owners for owners in effect.after if len(owners) > 1), None)
    if twice is not None:
        return f"{' and '.join(twice)} own {vips} at once"
    if effect.after == (effect.before,):
        return f"{vips} stays where it is"
    to = " or ".join(" and ".join(owners) or "nobody" for owners in effect.after)
    return f"{vips} moves to {to}"


def _with_outage(how: How, says: str, longest_ms: float) -> str:
    if how == "nothing":
        return "nothing changes"
    if how == "outage" or (how == "two owners" and not longest_ms):
        return says
    if not longest_ms:
        return f"{says}, without a gap"
    return f"{says}, no answer for up to {duration(longest_ms)}"
