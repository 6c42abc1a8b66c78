# SPDX-License-Identifier: Apache-2.0
"""Lines and their tokens, as keepalived's own reader cuts them (keepalived 2.2.7, lib/parser.c).

keepalived takes comments off a line first (`#` or `!` outside double quotes, unless a backslash
stands before it), then ends a statement at each brace outside double quotes.
"""

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from holdfast.syntax.token import Kind, Token
from holdfast.text.pattern import pattern


class Line(NamedTuple):
    """One line with its newline, if it has one, and its offset in the file.

    `origin` names the file where several are read as one (`include`). Where keepalived replaced
    definitions, the text is not in the file; `expanded` is then the length of what stands there.
    """

    text: bytes
    start: int
    origin: str = ""
    expanded: int = 0


class Document(NamedTuple):
    """A file as its lines."""

    lines: list[Line]

    def __bytes__(self) -> bytes:
        return b"".join(line.text for line in self.lines)


def parse(data: bytes) -> Document:
    """Split any byte string into lines; `bytes(parse(data)) == data`."""
    *whole, rest = data.split(b"\n")
    texts = [text + b"\n" for text in whole] + ([rest] if rest else [])
    starts = accumulate(map(len, texts), initial=0)
    return Document([Line(text, start) for text, start in zip(texts, starts, strict=False)])


_TOKEN = pattern(
    rb"(?P<END>\r*\n)"
    rb"|(?P<BLANK>[ \t\v\f\r]+)"
    rb"|(?P<COMMENT>[#!][^\n]*?(?=\r*\n|\Z))"
    rb"|(?P<OPEN>\{)"
    rb"|(?P<CLOSE>\})"
    rb"|(?P<WORD>\"(?:[^\"\\\n]|\\[^\n])*\"|\"[^\"\n]*\""
    rb"|(?:[^ \t\v\f\r\n\"\\#!{}]|\\[^\n]?)+)"
    rb"|(?P<OPAQUE>[^\n]+)"
)
_KINDS = {kind.name: kind for kind in Kind}


def tokens(line: Line) -> Iterator[Token]:
    """The tokens of a line; an unterminated double quote makes the rest OPAQUE.

    A double-quoted string is a word of its own, even without a blank before it. `${NAME}` has
    braces like any other: what is defined was replaced before.
    """
    for match in _TOKEN.finditer(line.text):
        yield Token(_KINDS[match.lastgroup or ""], match[0], line.start + match.start())


def unquote(word: bytes) -> bytes:
    """The value of a word: without its double quotes, or with `\\#` and `\\!` made plain."""
    if word[:1] == b'"':
        return word[1:-1]
    return word.replace(b"\\#", b"#").replace(b"\\!", b"!") if b"\\" in word else word


_ESCAPE = rb"\\x([0-9A-Fa-f]+)|\\c(.)|\\([0-7]{1,3})|\\(.)"
_INSIDE = pattern(_ESCAPE, re.DOTALL)
_PIECE = pattern(_ESCAPE + rb"|\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'", re.DOTALL)
_COMMAND_WORD = pattern(rb"(?:[^ \t\"'\\]|\\.|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')+", re.DOTALL)
_ESCAPES = {
    b"a": b"\a", b"b": b"\b", b"E": b"\x1b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t",
    b"v": b"\v",
}  # fmt: skip


def command_words(text: bytes) -> tuple[bytes, ...]:
    """Split a line with a command (`script`, `notify_*`) the way keepalived does.

    Both kinds of quotes join words, a backslash protects or encodes the next byte
    (alloc_strvec_quoted_escaped in lib/parser.c). keepalived does it twice: first to the line,
    then to its second word, which gives the program and its arguments. No shell is involved.
    """
    return tuple(_PIECE.sub(_piece, word) for word in _COMMAND_WORD.findall(text))


def _piece(match: re.Match[bytes]) -> bytes:
    """Inside one kind of quotes the other kind stands for itself."""
    double, single = match[5], match[6]
    if double is None and single is None:
        return _escape(match)
    return _INSIDE.sub(_escape, double if double is not None else single)


def _escape(match: re.Match[bytes]) -> bytes:
    code, control, octal, escaped = match[1], match[2], match[3], match[4]
    if code is not None:
        return bytes([int(code, 16) & 0xFF])
    if control is not None:
        return bytes([control[0] & 0x1F])
    if octal is not None:
        return bytes([int(octal, 8) & 0xFF])
    return _ESCAPES.get(escaped, escaped)
