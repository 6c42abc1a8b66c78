# SPDX-License-Identifier: Apache-2.0
"""Lines and their tokens, on demand.

The bytes are the truth: nothing is cut out of them before somebody asks. HAProxy reads a line up
to the newline byte, so a lone carriage return is a blank (configuration manual 2.2, "Quoting and
escaping").
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.syntax.token import Kind, Token
from holdfast.text.pattern import pattern


class Line(NamedTuple):
    """One line with its newline, if it has one, and its offset in the file."""

    text: bytes
    start: int


class Document(NamedTuple):
    """A file: its bytes, and its lines where somebody asks for them."""

    data: bytes

    @property
    def lines(self) -> list[Line]:
        """All lines, cut anew at each call; joined they are the data."""
        return list(lines(self.data, 0, len(self.data)))

    def __bytes__(self) -> bytes:
        return self.data


def parse(data: bytes) -> Document:
    """Any byte string is a document; nothing is cut out of it yet."""
    return Document(data)


def lines(data: bytes, start: int, end: int) -> Iterator[Line]:
    """The lines between two offsets, of which the first is the start of a line."""
    for text in cut(data[start:end]):
        yield Line(text, start)
        start += len(text)


def cut(data: bytes) -> list[bytes]:
    """The lines of some bytes, each with its newline: a lone carriage return ends none."""
    if b"\r" not in data:
        return data.splitlines(keepends=True)
    *whole, rest = data.split(b"\n")
    found = [line + b"\n" for line in whole]
    return [*found, rest] if rest else found


_TOKEN = pattern(
    rb"(?P<END>\r*\n)"
    rb"|(?P<BLANK>[ \t\v\f\r]+)"
    rb"|(?P<COMMENT>#[^\n]*)"
    rb"|(?P<WORD>(?:[^ \t\v\f\r\n\"'\\#]+|\\[^\r\n]?|\"(?:[^\"\\\n]|\\[^\n])*\"|'[^'\n]*')+)"
    rb"|(?P<OPAQUE>[^\n]+)"
)
_KINDS = {kind.name: kind for kind in Kind}


def tokens(line: Line) -> Iterator[Token]:
    """The tokens of a line. What HAProxy refuses, such as an open quote, is one OPAQUE token."""
    for match in _TOKEN.finditer(line.text):
        yield Token(_KINDS[match.lastgroup or ""], match[0], line.start + match.start())


_ESCAPE = rb"\\x([0-9A-Fa-f]{2})|\\(.)"
_PIECE = pattern(_ESCAPE + rb"|\"((?:[^\"\\]|\\.)*)\"|'([^']*)'", re.DOTALL)
_INSIDE = pattern(_ESCAPE, re.DOTALL)
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
