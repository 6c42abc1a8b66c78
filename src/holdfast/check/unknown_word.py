# SPDX-License-Identifier: Apache-2.0
"""How messages speak of a word that is no keyword: where it stands, what was meant."""

from holdfast.check.finding import Fix
from holdfast.check.small_edits import word_changed
from holdfast.model.keyword import UnknownKeyword
from holdfast.model.site import Node
from holdfast.text.similar import distance

MOST_NAMED = 3
"""Blocks to name; a word that has its place in more is at home anywhere."""

SLIP = 2
"""Letters by which a mistyped word differs; one that differs more may be of another version."""


def where(found: UnknownKeyword) -> str:
    """The block it stands in."""
    if found.block == "option":
        return "behind `option`"
    return f"in {found.block}" if found.block else "at the top level"


def advice(found: UnknownKeyword, program: str) -> str:
    """What to do about it, behind a semicolon."""
    if found.newer is not None:
        return f"; {program} {found.newer} does: nothing to do where that is what you run"
    if found.belongs_in:
        return f"; it belongs {_homes(found)}"
    if found.similar is not None:
        return f"; did you mean `{found.similar}`?"
    return "; mend or drop it"


def mistyped(found: UnknownKeyword) -> bool:
    """Whether it is surely a slip of the pen."""
    return found.similar is not None and distance(found.word, found.similar) <= SLIP


def meant(node: Node, found: UnknownKeyword) -> Fix | None:
    """The word that was surely meant. It begins to count, so somebody should look at it first."""
    if found.similar is None or not mistyped(found):
        return None
    return word_changed(node, found.place, found.word, found.similar, "unsafe")


def _homes(found: UnknownKeyword) -> str:
    names = [name or "the top level" for name in found.belongs_in]
    shown = names[:MOST_NAMED]
    more = " and others" if len(names) > MOST_NAMED else ""
    if names == ["the top level"]:
        return "at the top level, outside all blocks"
    return "into " + " or ".join(shown) + more
