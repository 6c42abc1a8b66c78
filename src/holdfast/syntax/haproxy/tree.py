# SPDX-License-Identifier: Apache-2.0
"""Sections, and their directives on demand."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from holdfast.syntax.haproxy.lex import Document, Line, cut, lines, tokens, unquote
from holdfast.syntax.token import Kind, Token

SECTIONS = frozenset(
    b"acme backend cache crt-store defaults fcgi-app frontend global http-errors listen "
    b"log-forward log-profile mailers peers program resolvers ring traces userlist".split()
)
"""The words that begin a section, wherever they stand first on a line."""

_CONDITIONALS = frozenset((b".if", b".elif", b".else", b".endif"))
_MARKS = b"|".join(map(re.escape, sorted(SECTIONS | _CONDITIONALS)))
_MARK = re.compile(rb"\n[ \t\v\f\r]*+(%b)(?=[ \t\v\f\r\n#]|\Z)" % _MARKS)
"""A line that begins a section or belongs to an `.if` block: one pass finds them all."""

_NOT_PLAIN = re.compile(rb"[\"'\\#]")
_WORD = Kind.WORD


class Section(NamedTuple):
    """The bytes `start` to `end` of a document, whole lines.

    The head is the first line, but for the section with the empty keyword: what stands before the
    first head. `conditions` are those of the `.if` blocks that are open at the head.
    """

    document: Document
    keyword: bytes
    start: int
    end: int
    conditions: tuple[bytes, ...]

    @property
    def head(self) -> "Directive | None":
        """The section's own line, or None before the first head."""
        if not self.keyword:
            return None
        return _directive(
            Line(self.document.data[self.start : self.body], self.start), self.conditions
        )

    @property
    def body(self) -> int:
        """Where the lines below the head begin; the end where there is none."""
        if not self.keyword:
            return self.start
        newline = self.document.data.find(b"\n", self.start, self.end)
        return newline + 1 if newline >= 0 else self.end

    @property
    def lines(self) -> Iterator[Line]:
        """The lines below the head."""
        return lines(self.document.data, self.body, self.end)


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
    """The sections in file order; together they cover every byte once."""
    heads: list[tuple[int, bytes, tuple[bytes, ...]]] = [(0, b"", ())]
    conditions: list[bytes] = []
    for start, word in _marks(document.data):
        if word in SECTIONS:
            heads.append((start, word, tuple(conditions)))
        else:
            _follow(conditions, _line_at(document.data, start))
    ends = [start for start, *_ in heads[1:]] + [len(document.data)]
    return [
        Section(document, keyword, start, end, opened)
        for (start, keyword, opened), end in zip(heads, ends, strict=True)
        if keyword or end > start
    ]


def _marks(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The starts of the lines with a mark, and the mark."""
    first = _MARK.match(b"\n" + _line_at(data, 0))
    if first is not None:
        yield 0, first[1]
    for match in _MARK.finditer(data):
        yield match.start() + 1, match[1]


def _line_at(data: bytes, start: int) -> bytes:
    newline = data.find(b"\n", start)
    return data[start : newline if newline >= 0 else len(data)]


def directives(section: Section, wanted: frozenset[bytes] | None = None) -> Iterator[Directive]:
    """The directives below the head whose first word is wanted; all of them for None.

    A line HAProxy would refuse (an open quote) is left out, as are comments and blank lines.
    """
    conditions = list(section.conditions)
    at = section.body
    for text in cut(section.document.data[at : section.end]):
        words = text.split(None, 1)
        if words:
            word = words[0].partition(b"#")[0] if b"#" in words[0] else words[0]
            if word in _CONDITIONALS:
                _follow(conditions, text)
            elif word and (wanted is None or word in wanted):
                directive = _directive(Line(text, at), tuple(conditions))
                if directive is not None:
                    yield directive
        at += len(text)


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


def _directive(line: Line, conditions: tuple[bytes, ...]) -> Directive | None:
    if _NOT_PLAIN.search(line.text) is None:
        return Directive(_plain_words(line), conditions, line)
    found = tuple(tokens(line))
    words = tuple(token for token in found if token.kind is Kind.WORD)
    broken = any(token.kind is Kind.OPAQUE for token in found)
    return Directive(words, conditions, line) if words and not broken else None


def _plain_words(line: Line) -> tuple[Token, ...]:
    """The words of a line without quotes, escapes and comment: the common case, and faster."""
    text, at, found = line.text, 0, []
    new = tuple.__new__  # a NamedTuple's own __new__ takes twice the time
    for word in text.split():
        at = text.index(word, at)
        found.append(new(Token, (_WORD, word, line.start + at)))
        at += len(word)
    return tuple(found)
