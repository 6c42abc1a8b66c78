# SPDX-License-Identifier: Apache-2.0
"""`$NAME` definitions and their replacement (find_definition, replace_param, check_definition).

Source: keepalived 2.2.7, lib/parser.c. Two of its rules surprise: without braces a name counts
only before a blank, a comma, a closing parenthesis or the end of the line, so `$VIP/24` stays as
it is; and a definition of several lines counts only at the end of a line.
"""

import re

from msgspec import Struct

from holdfast.text.pattern import pattern

LONGEST_LINE = 1024
"""Bytes of a line after replacement (MAXBUF)."""

MOST_REPLACEMENTS = 1000
"""In one line; keepalived itself hangs on a definition that contains itself."""

_USE = pattern(
    rb"\$(?:([A-Za-z_][A-Za-z0-9_]*)(?=[ \t,)]|\Z)|\{([A-Za-z_][A-Za-z0-9_]*)((?: *[0-9]+)+| *)\})"
)
_DEFINITION = pattern(rb"\$([A-Za-z_][A-Za-z0-9_]*)=[ \t]*(.*)", re.DOTALL)


class SelfReference(ValueError):
    """A definition that contains itself, directly or through others."""


class Definition(Struct, frozen=True):
    """What a name stands for: one line, or several for a `multiline` one."""

    lines: tuple[bytes, ...]
    multiline: bool = False


class Replaced(Struct, frozen=True):
    """A line after replacement, and the lines that follow it from a definition of several."""

    text: bytes
    following: tuple[tuple[bytes, ...], ...]


def definition(text: bytes) -> tuple[bytes, bytes] | None:
    """The name and the value of a line that is a definition."""
    match = _DEFINITION.match(text)
    return (match[1], match[2]) if match else None


def replace(text: bytes, definitions: dict[bytes, Definition]) -> Replaced | None:
    """Replace every definition in a line; None where there is none.

    What is put in is searched again. Raises SelfReference where that does not end.
    """
    following: list[tuple[bytes, ...]] = []
    at, count = 0, 0
    while match := _USE.search(text, at):
        found = _find(match, definitions, len(text))
        if found is None:
            at = match.start() + 1
            continue
        first = found.lines[0] if found.lines else b""
        if found.multiline:
            following.append(found.lines[1:])
        text = text[: match.start()] + first + text[match.end() :]
        at, count = match.start(), count + 1
        if count > MOST_REPLACEMENTS or len(text) > LONGEST_LINE:
            raise SelfReference
        if first.lstrip(b" \t")[:1] == b"~":
            break
    return Replaced(text, tuple(following)) if count else None


def _find(
    match: re.Match[bytes], definitions: dict[bytes, Definition], length: int
) -> Definition | None:
    name = match[1] or match[2]
    found = definitions.get(name)
    if found is None or (found.multiline and match.end() != length):
        return None
    parameters = (match[3] or b"").strip()
    return None if parameters and name != b"_RANDOM" else found
