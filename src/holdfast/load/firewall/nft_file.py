# SPDX-License-Identifier: Apache-2.0
"""Statements and nested blocks of a file of nft(8)."""

import re
from collections.abc import Iterator

from msgspec import Struct

from holdfast.model.site import File
from holdfast.text.pattern import pattern

_PIECE = pattern(r"\#[^\n]*|\"[^\"\n]*\"|\{|\}|;|\n|\\\n|[^\s\"{};#\\]+|[ \t\r]+|\\")


class Statement(Struct, frozen=True):
    """Words up to a `;`, a line's end or a block, and where they stand."""

    text: str
    start: int
    end: int
    block: "list[Statement] | None" = None


def statements(file: File) -> list[Statement]:
    """The statements of the outermost level."""
    pieces = list(_PIECE.finditer(file.data.decode("latin-1")))
    pieces.reverse()
    return list(_block(pieces))


def _block(pieces: list[re.Match[str]]) -> Iterator[Statement]:
    """The statements up to the closing brace; a `{` behind a colon-less word opens a block."""
    words: list[re.Match[str]] = []
    while pieces:
        piece = pieces.pop()
        text = piece[0]
        if text == "}":
            break
        if text == "{" and _opens_block(words):
            yield _statement(words, list(_block(pieces)))
            words = []
        elif text == "{":
            words += [piece, *_set(pieces)]
        elif text in (";", "\n"):
            if words:
                yield _statement(words, None)
            words = []
        elif not text.isspace() and text[0] not in "#\\":
            words.append(piece)
    if words:
        yield _statement(words, None)


def _opens_block(words: list[re.Match[str]]) -> bool:
    return bool(words) and words[0][0] in ("table", "chain", "set", "map", "flowtable", "counter")


def _set(pieces: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The pieces of an anonymous set, its closing brace included."""
    while pieces:
        piece = pieces.pop()
        if not piece[0].isspace():
            yield piece
        if piece[0] == "}":
            return


def _statement(words: list[re.Match[str]], block: list[Statement] | None) -> Statement:
    text = " ".join(word[0] for word in words)
    return Statement(text, words[0].start() if words else 0, words[-1].end() if words else 0, block)
