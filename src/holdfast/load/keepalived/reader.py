# SPDX-License-Identifier: Apache-2.0
"""The lines keepalived reads: files and what they include, conditions, definitions, sequences.

Follows read_line of keepalived 2.2.7 (lib/parser.c). A line that stands in a file as keepalived
reads it keeps its own bytes and offsets; one that keepalived made up points to the line behind it.
"""

from collections.abc import Iterable, Iterator
from posixpath import dirname

from msgspec import Struct, structs

from holdfast.load.keepalived.comments import decomment, protect
from holdfast.load.keepalived.definitions import Definition, SelfReference, definition, replace
from holdfast.load.keepalived.include import include_pattern, matching_files, names_beside
from holdfast.load.keepalived.sequence import Sequence, lst, seq, seq_parts
from holdfast.load.node_files import NodeFiles
from holdfast.load.text_files import read_text
from holdfast.model.keyword import EmptyInclude
from holdfast.syntax.keepalived import Line, parse

MOST_LINES = 500_000
"""Lines of a whole configuration; more come only from includes or sequences gone wild."""

_MARKS = (b"$", b"@", b"~", b"include")


class _Piece(Struct, frozen=True):
    """Text to be read and the line of a file behind it; `literal`: the text stands in that line."""

    text: bytes
    source: Line
    literal: bool


class _File(Struct, frozen=True):
    path: str
    lines: Iterator[Line]
    opened_by: tuple[str, ...]


class _Block(Struct, frozen=True):
    """What is left of a definition of several lines; the sequences below it wait for its end."""

    texts: Iterator[bytes]
    source: Line
    sequences_below: int


class Reader:
    """Reads one configuration; `paths` has the files in the order they were opened.

    `empty_includes` has the includes whose wildcards match nothing.

    `config_id` is what `@name` lines are held against (keepalived(8), --config-id), None for
    no name at all.
    """

    def __init__(self, files: NodeFiles, config_id: str | None) -> None:
        self.paths: list[str] = []
        self.empty_includes: list[EmptyInclude] = []
        self._files = files
        self._config_id = (config_id or "").encode()
        self._open: list[_File] = []
        self._blocks: list[_Block] = []
        self._sequences: list[tuple[Sequence, Line]] = []
        self._rest: _Piece | None = None
        self._definitions = {
            b"_HASH": Definition((b"#",)),
            b"_BANG": Definition((b"!",)),
            b"_RANDOM": Definition((b"0",)),
            b"_INSTANCE": Definition((self._config_id,)),
        }

    def lines(self, path: str) -> Iterator[Line]:
        """The lines of a file and of all it includes; what is wrong goes to the files' errors."""
        self._include([path], ())
        for _ in range(MOST_LINES):
            piece = self._next()
            if piece is None:
                return
            if piece.literal and not any(mark in piece.text for mark in _MARKS):
                yield piece.source if piece.text == piece.source.text else _line(piece)
            elif (read := self._read(piece)) is not None:
                yield _line(self._cut(read))
        self._files.refuse(path, f"grows beyond {MOST_LINES} lines: mend its ~SEQ or its include")

    def _next(self) -> _Piece | None:
        """The next text, from where keepalived takes it."""
        while True:
            if self._rest is not None:
                piece, self._rest = self._rest, None
                return piece
            below = self._blocks[-1].sequences_below if self._blocks else 0
            if len(self._sequences) > below:
                sequence, source = self._sequences[-1]
                if (values := next(sequence.values, None)) is not None:
                    self._define(zip(sequence.names, values, strict=True))
                    return _Piece(sequence.text, source, False)
                self._sequences.pop()
            elif self._blocks:
                if (text := next(self._blocks[-1].texts, None)) is not None:
                    return _Piece(text, self._blocks[-1].source, False)
                self._blocks.pop()
            else:
                line = self._next_line()
                return None if line is None else _Piece(line.text, line, True)

    def _next_line(self) -> Line | None:
        while self._open:
            if (line := next(self._open[-1].lines, None)) is not None:
                return line
            self._open.pop()
        return None

    def _read(self, piece: _Piece) -> _Piece | None:
        """The text after conditions, definitions and sequences; None where nothing is left."""
        text, literal = decomment(piece.text.rstrip(b"\r\n")), piece.literal
        while text:
            if text[:1] == b"@":
                text = self._condition(text)
            if (named := definition(text)) is not None:
                self._define_lines(*named)
                return None
            if text[:4] in (b"~SEQ", b"~LST"):
                self._repeat(text, piece.source)
                return None
            if text[:1] == b"~" or (replaced := self._replace(text, piece.source)) is None:
                break
            text, literal = decomment(replaced), False
            if text[:1] != b"@" and b"$" not in text:
                break
        if (pattern := include_pattern(text)) is not None:
            paths = matching_files(pattern, piece.source.origin, self._files)
            if not paths:
                self._empty_include(pattern, piece.source)
            self._include(paths, (*self._open[-1].opened_by, self._open[-1].path))
            return None
        return _Piece(text, piece.source, literal) if text else None

    def _cut(self, piece: _Piece) -> _Piece:
        """The text up to a brace, or the brace; the rest is read next, as a line of its own."""
        at = _brace(piece.text)
        if at == 0:
            at = 1
        rest = piece.text[at:].strip(b" \t") if at > 0 else b""
        if rest:
            self._rest = structs.replace(piece, text=rest)
            return structs.replace(piece, text=piece.text[:at])
        return piece

    def _condition(self, text: bytes) -> bytes:
        """The rest of an `@name` or `@^name` line that holds, else nothing."""
        words = text.split(None, 1)
        if len(words) < 2:
            return b""
        name, negated = words[0][1:].removeprefix(b"^"), words[0][1:2] == b"^"
        matches = bool(self._config_id) and name == self._config_id
        return words[1] if matches != negated else b""

    def _define(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        self._definitions.update((name, Definition((value,))) for name, value in pairs)

    def _define_lines(self, name: bytes, value: bytes) -> None:
        """Store a definition; one whose value ends with a backslash goes on on the next lines.

        One whose last line is its only one counts as a definition of one line.
        """
        lines: list[bytes] = []
        more = multiline = value[-1:] == b"\\"
        self._add_line(lines, value)
        while more and (piece := self._next()) is not None:
            raw = piece.text.rstrip(b"\r\n")
            text = decomment(raw) if piece.literal else raw
            if text:
                more = text[-1:] == b"\\"
                multiline = more or bool(lines)
                self._add_line(lines, text)
            elif not raw:
                break
        self._definitions[name] = Definition(tuple(lines), multiline and bool(lines))

    def _add_line(self, lines: list[bytes], text: bytes) -> None:
        line = text[:-1].rstrip(b" \t") if text[-1:] == b"\\" else text
        if line:
            lines.append(line)

    def _repeat(self, text: bytes, source: Line) -> None:
        sequence = None
        if text[:4] == b"~LST":
            sequence = lst(text)
        elif (parts := seq_parts(text)) is not None:
            numbers = self._replace(parts.numbers + b")", source)
            if numbers is not None:
                parts = structs.replace(parts, numbers=numbers.removesuffix(b")"))
            sequence = seq(parts)
        if sequence is not None:
            self._sequences.append((sequence, source))

    def _replace(self, text: bytes, source: Line) -> bytes | None:
        """The text with definitions replaced, or None where there is none to replace."""
        if b"$" not in text:
            return None
        self._define([(b"_PWD", dirname(source.origin).encode())])
        try:
            replaced = replace(text, self._definitions)
        except SelfReference:
            self._files.refuse(source.origin, "a definition contains itself: mend the $NAME= line")
            return None
        if replaced is None:
            return None
        for texts in replaced.following:
            self._blocks.append(_Block(iter(texts), source, len(self._sequences)))
        return replaced.text

    def _empty_include(self, pattern: str, source: Line) -> None:
        """Note wildcards that match nothing; a file that is missing is an error already."""
        others = names_beside(pattern, source.origin, self._files)
        if others is not None:
            start = source.start + len(source.text) - len(source.text.lstrip())
            end = source.start + len(source.text.rstrip())
            place = self._files.place(source.origin, start, end)
            self.empty_includes.append(EmptyInclude(pattern, place, others))

    def _include(self, paths: list[str], opened_by: tuple[str, ...]) -> None:
        """Open the files so that the first is read first."""
        for path in reversed(paths):
            if path in opened_by:
                self._files.refuse(path, "includes itself, directly or not: drop one include")
            elif (found := read_text(self._files, path)) is not None:
                own_path, data = found
                self._open.append(_File(path, self._lines(own_path, data), opened_by))

    def _lines(self, path: str, data: bytes) -> Iterator[Line]:
        self.paths.append(path)
        yield from (Line(line.text, line.start, path) for line in parse(data).lines)


def _brace(text: bytes) -> int:
    """Where the first brace outside double quotes stands, or -1."""
    if text[:1] in (b"{", b"}"):
        return 0
    at = 0
    while at < len(text):
        found = [i for i in (text.find(c, at) for c in (b"{", b"}", b'"')) if i >= 0]
        if not found:
            return -1
        if text[min(found)] != 0x22:
            return min(found)
        close = text.find(b'"', min(found) + 1)
        at = close + 1 if close >= 0 else len(text)
    return -1


def _line(piece: _Piece) -> Line:
    """The text as a line: at its own offset where it stands in the file."""
    source, text = piece.source, protect(piece.text)
    at = source.text.find(text) if piece.literal else -1
    if at >= 0:
        return Line(text, source.start + at, source.origin)
    return Line(text, source.start, source.origin, len(source.text.rstrip(b"\r\n")))
