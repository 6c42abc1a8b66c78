# SPDX-License-Identifier: Apache-2.0
"""How messages speak of a word that is no keyword: where it stands, what was meant."""

from holdfast.model.keyword import UnknownKeyword

MOST_NAMED = 3
"""Blocks to name; a word that has its place in more is at home anywhere."""


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


def _homes(found: UnknownKeyword) -> str:
    names = [name or "the top level" for name in found.belongs_in]
    shown = names[:MOST_NAMED]
    more = " and others" if len(names) > MOST_NAMED else ""
    if names == ["the top level"]:
        return "at the top level, outside all blocks"
    return "into " + " or ".join(shown) + more
