# SPDX-License-Identifier: Apache-2.0
"""Lines, and their tokens on demand.

The lines are the truth: nothing is cut out of them before somebody asks. HAProxy reads a line up
to the newline byte, so a lone carriage return is a blank (configuration manual 2.2, "Quoting and
escaping").
"""

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from holdfast.syntax.token import Kind, Token


class Line(NamedTuple):
    """One line with its newline, if it has one, and its offset in the file."""

    text: bytes
    start: int


class Document(NamedTuple):
    """A file as its lines; `starts[i]` is the offset of `lines[i]`."""

    lines: list[bytes]
    starts: list[int]

    def __bytes__(self) -> bytes:
        return b"".join(self.lines)


def parse(data: bytes) -> Document:
    """Split any byte string into lines; `bytes(parse(data)) == data`."""
    lines = data.splitlines(keepends=True) if b"\r" not in data else _split_newlines(data)
    return Document(lines, list(accumulate(map(len, lines[:-1]), initial=0)) if lines else [])


def _split_newlines(data: bytes) -> list[bytes]:
    *whole, rest = data.split(b"\n")
    lines = [line + b"\n" for line in whole]
    return [*lines, rest] if rest else lines


_TOKEN = re.compile(
    rb"(?P<END>\r*\n)"
    rb"|(?P<BLANK>[ \t\v\f\r]+)"
    rb"|(?P<COMMENT>#[^\n]*)"
    rb"|(?P<WORD>(?:[^ \t\v\f\r\n\"'\\#]+|\\[^\r\n]?|\"(?:[^\"\\\n]|\\[^\n])*\"|'[^'\n]*')+)"
    rb"|(?P<OPAQUE>[^\n]+)"
)
_KINDS = {group: Kind[name] for name, group in _TOKEN.groupindex.items()}


def tokens(line: Line) -> Iterator[Token]:
    """The tokens of a line. What HAProxy refuses, such as an open quote, is one OPAQUE token."""
    for match in _TOKEN.finditer(line.text):
        group = match.lastindex or 0
        yield Token(_KINDS[group], match[0], line.start + match.start())


_ESCAPE = rb"\\x([0-9A-Fa-f]{2})|\\(.)"
_PIECE = re.compile(_ESCAPE + rb"|\"((?:[^\"\\]|\\.)*)\"|'([^']*)'", re.DOTALL)
_INSIDE = re.compile(_ESCAPE, re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t"} | {c: c for c in (b" ", b"#", b"'", b'"', b"\\")}


def unquote(word: bytes) -> bytes:
    """The value of a word as HAProxy sees it, environment variables left as they are.

    Inside single quotes everything stands for itself; elsewhere a backslash protects a blank, a
    quote, `#` and itself, and inside double quotes `$` (manual 2.2). Before anything else it stays:
    `\\.` in a regular expression is two bytes.
    """
    plain = b"\\" not in word and b'"' not in word and b"'" not in word
    return word if plain else _PIECE.sub(_piece, word)


def _piece(match: re.Match[bytes]) -> bytes:
    double, single = match[3], match[4]
    if double is not None:
        return _INSIDE.sub(_escape_inside, double)
    return single if single is not None else _escape(match)


def _escape_inside(match: re.Match[bytes]) -> bytes:
    return b"$" if match[2] == b"$" else _escape(match)


def _escape(match: re.Match[bytes]) -> bytes:
    code, escaped = match[1], match[2]
    return bytes([int(code, 16)]) if code is not None else _ESCAPES.get(escaped, match[0])
