# SPDX-License-Identifier: Apache-2.0
"""Words of a shell text: their quotes and what is run inside them (POSIX.1, 2.2 and 2.6.3)."""

import re
from collections.abc import Iterator

from msgspec import Struct

from holdfast.text.pattern import pattern

SINGLE = r"'[^']*+'"
_ATOM = rf'{SINGLE}|"(?:\\[\s\S]|[^"\\])*+"|\\[\s\S]|[^()\'"\\]'
_NESTED = rf"\((?:{_ATOM}|\((?:{_ATOM}){{0,999}}+\)){{0,999}}+\)"
SUBSTITUTION = rf"\$\((?:{_ATOM}|{_NESTED}){{0,999}}+\)|`[^`]*+`"
DOUBLE = rf'"(?:\\[\s\S]|{SUBSTITUTION}|[^"\\])*+"'
"""Patterns; parentheses are followed three levels deep, and not without end."""

_PIECE = pattern(rf"{SUBSTITUTION}|(?P<single>{SINGLE})|(?P<double>{DOUBLE})|\\(?P<escaped>[\s\S])")
_OUTSIDE = pattern(rf"\\[\s\S]|{SINGLE}|{DOUBLE}|{SUBSTITUTION}")
_INSIDE = pattern(rf"\\[\s\S]|{SUBSTITUTION}")


class Word(Struct, frozen=True):
    """A word without its quotes, expansions as written, and where it stands in the text."""

    text: str
    start: int
    end: int


def unquoted(word: str) -> str:
    """A word as the program sees it, expansions left as written."""
    if not any(c in word for c in "'\"\\"):
        return word
    return _PIECE.sub(_without_quotes, word)


def _without_quotes(found: re.Match[str]) -> str:
    piece = found[0]
    match found.lastgroup:
        case "single":
            return piece[1:-1]
        case "double":
            return piece[1:-1].replace('\\"', '"')
        case "escaped":
            return piece[1:].replace("\n", "")
    return piece


def substitutions(word: str, start: int = 0) -> Iterator[tuple[str, int]]:
    """The text inside each `$( )` and backticks that a shell would run, and its offset."""
    for match in _OUTSIDE.finditer(word):
        if match[0][0] == '"':
            yield from _inside_double(match[0], start + match.start())
        elif match[0][0] in "$`":
            yield _inner(match[0], start + match.start())


def _inside_double(quoted: str, start: int) -> Iterator[tuple[str, int]]:
    for match in _INSIDE.finditer(quoted):
        if match[0][0] in "$`":
            yield _inner(match[0], start + match.start())


def _inner(substitution: str, start: int) -> tuple[str, int]:
    skip = 2 if substitution[0] == "$" else 1
    return substitution[skip:-1], start + skip
