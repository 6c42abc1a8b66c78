# SPDX-License-Identifier: Apache-2.0
"""`~SEQ(var, start, step, end) text` and `~LST(...)`: a line repeated (add_seq, add_lst).

Source: keepalived 2.2.7, lib/parser.c.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from holdfast.text.pattern import pattern

_HEAD = pattern(rb"~SEQ(x?)[ \t]*\([ \t]*([^ \t,)]+)[ \t]*,[ \t]*([^)]*)\)[ \t]*(.*)", re.DOTALL)
_NUMBERS = pattern(rb"[ \t]*([-+]?(?:0[xX][0-9a-fA-F]+|[0-9]+))[ \t]*(?:,|\Z)")
_LIST_HEAD = pattern(rb"~LST[ \t]*\(")
_SET = pattern(rb"[ \t]*(?:\{([^{}]*)\}|([^ \t,{})]*))[ \t]*([,)])")


class Sequence(Struct, frozen=True):
    """A line to read once for every set of values; `names` get them first."""

    names: tuple[bytes, ...]
    values: Iterator[tuple[bytes, ...]]
    text: bytes


class Range(Struct, frozen=True):
    """The parts of a `~SEQ` line, its numbers not yet read: they may be definitions."""

    hexadecimal: bool
    name: bytes
    numbers: bytes
    text: bytes


def seq_parts(line: bytes) -> Range | None:
    """The parts of a `~SEQ` line."""
    match = _HEAD.match(line)
    return Range(bool(match[1]), match[2], match[3], match[4]) if match else None


def seq(parts: Range) -> Sequence | None:
    """The repetition of a `~SEQ`; None where keepalived calls it invalid.

    One number is the end, two are start and end, three are start, step and end; the end is
    included. Numbers may be octal or hexadecimal, as in C.
    """
    numbers = _read_numbers(parts.numbers)
    match numbers:
        case [end]:
            start, step = (-1 if end < 0 else 1), (-1 if end < 1 else 1)
        case [start, end]:
            step = 1 if start <= end else -1
        case [start, step, end]:
            pass
        case _:
            return None
    if step == 0 or (end - start) * step < 0 or (parts.hexadecimal and min(start, end) < 0):
        return None
    form = b"%x" if parts.hexadecimal else b"%d"
    values = ((form % value,) for value in range(start, end + (1 if step > 0 else -1), step))
    return Sequence((parts.name,), values, parts.text)


def lst(line: bytes) -> Sequence | None:
    """The repetition of a `~LST(name, value, …)` or `~LST({name, …}, {value, …}, …)`."""
    head = _LIST_HEAD.match(line)
    sets: list[tuple[bytes, ...]] = []
    at = head.end() if head else len(line)
    while match := _SET.match(line, at):
        words = match[2] if match[1] is None else match[1]
        sets.append(tuple(word.strip(b" \t") for word in words.split(b",")))
        at = match.end()
        if match[3] == b")":
            break
    if len(sets) < 2 or line[at - 1 : at] != b")" or any(len(s) > len(sets[0]) for s in sets):
        return None
    names, *values = sets
    padded = (value + (b"",) * (len(names) - len(value)) for value in values)
    return Sequence(names, padded, line[at:].lstrip(b" \t"))


def _read_numbers(text: bytes) -> list[int] | None:
    numbers: list[int] = []
    at = 0
    while at < len(text):
        match = _NUMBERS.match(text, at)
        if match is None:
            return None
        numbers.append(_c_number(match[1]))
        at = match.end()
    return numbers


def _c_number(text: bytes) -> int:
    """strtol with base 0, within 64 bits."""
    digits = text.lstrip(b"+-")
    if digits[:2].lower() == b"0x":
        value = int(digits, 16)
    elif digits[:1] == b"0" and not digits.strip(b"01234567"):
        value = int(digits, 8)
    else:
        value = int(digits[:20])
    value = min(value, 2**63 - 1)
    return -value if text[:1] == b"-" else value
