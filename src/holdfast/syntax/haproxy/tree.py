# SPDX-License-Identifier: Apache-2.0
"""Sections, and their directives on demand."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.syntax.haproxy.lex import Document, Line, tokens, unquote
from holdfast.syntax.token import Kind, Token

SECTIONS = frozenset(
    b"acme backend cache crt-store defaults fcgi-app frontend global http-errors listen "
    b"log-forward log-profile mailers peers program resolvers ring traces userlist".split()
)
"""The words that begin a section, wherever they stand first on a line."""

_CONDITIONALS = frozenset((b".if", b".elif", b".else", b".endif"))
_MARKS = SECTIONS | _CONDITIONALS
_NOT_PLAIN = re.compile(rb"[\"'\\#]")
_PLAIN_WORD = re.compile(rb"[^ \t\v\f\r\n]+")


class Section(NamedTuple):
    """The lines `first` to `last` (excluded) of a document.

    The head is line `first`, but for the section with the empty keyword: what stands before the
    first head. `conditions` are those of the `.if` blocks that are open at the head.
    """

    document: Document
    keyword: bytes
    first: int
    last: int
    conditions: tuple[bytes, ...]

    @property
    def head(self) -> "Directive | None":
        """The section's own line, or None before the first head."""
        return _directive(self.document, self.first, self.conditions) if self.keyword else None


class Directive(NamedTuple):
    """A line with words: the words, and the `.if` conditions it stands under, outermost first."""

    words: tuple[Token, ...]
    conditions: tuple[bytes, ...]
    line: Line

    def value(self, index: int) -> bytes:
        """The unquoted word at `index`, or nothing where there is no such word."""
        return unquote(self.words[index].text) if index < len(self.words) else b""

    @property
    def values(self) -> tuple[bytes, ...]:
        """All words, unquoted."""
        return tuple(unquote(word.text) for word in self.words)


def sections(document: Document) -> list[Section]:
    """The sections in file order; together they cover every line once."""
    heads: list[tuple[int, bytes, tuple[bytes, ...]]] = [(0, b"", ())]
    conditions: list[bytes] = []
    for number, line in enumerate(document.lines):
        words = line.split(None, 1)
        if words and (words[0] in _MARKS or b"#" in words[0]):
            word = words[0].partition(b"#")[0]
            if word in SECTIONS:
                heads.append((number, word, tuple(conditions)))
            elif word in _CONDITIONALS:
                _follow(conditions, line)
    ends = [number for number, *_ in heads[1:]] + [len(document.lines)]
    return [
        Section(document, keyword, first, last, opened)
        for (first, keyword, opened), last in zip(heads, ends, strict=True)
        if keyword or last > first
    ]


def directives(section: Section, wanted: frozenset[bytes] | None = None) -> Iterator[Directive]:
    """The directives below the head whose first word is wanted; all of them for None.

    A line HAProxy would refuse (an open quote) is left out, as are comments and blank lines.
    """
    lines = section.document.lines
    conditions = list(section.conditions)
    for number in range(section.first + bool(section.keyword), section.last):
        word = _first_word(lines[number])
        if word in _CONDITIONALS:
            _follow(conditions, lines[number])
        elif word and (wanted is None or word in wanted):
            directive = _directive(section.document, number, tuple(conditions))
            if directive is not None:
                yield directive


def _first_word(line: bytes) -> bytes:
    """The first word as written, or nothing for a blank line or a comment."""
    words = line.split(None, 1)
    if not words:
        return b""
    return words[0].partition(b"#")[0] if b"#" in words[0] else words[0]


def _follow(conditions: list[bytes], text: bytes) -> None:
    """Enter, change or leave an `.if` block (configuration manual 2.4)."""
    keyword, *rest = text.split(None, 1)
    condition = rest[0].strip() if rest else b""
    if keyword == b".if":
        conditions.append(condition)
    elif conditions:
        previous = conditions.pop()
        if keyword == b".elif":
            conditions.append(condition)
        elif keyword == b".else":
            conditions.append(b"!" + previous)


def _directive(document: Document, number: int, conditions: tuple[bytes, ...]) -> Directive | None:
    line = Line(document.lines[number], document.starts[number])
    if _NOT_PLAIN.search(line.text) is None:
        return Directive(_plain_words(line), conditions, line)
    found = tuple(tokens(line))
    words = tuple(token for token in found if token.kind is Kind.WORD)
    broken = any(token.kind is Kind.OPAQUE for token in found)
    return Directive(words, conditions, line) if words and not broken else None


def _plain_words(line: Line) -> tuple[Token, ...]:
    """The words of a line without quotes, escapes and comment: the common case, and faster."""
    start = line.start
    return tuple(
        [Token(Kind.WORD, m[0], start + m.start()) for m in _PLAIN_WORD.finditer(line.text)]
    )
