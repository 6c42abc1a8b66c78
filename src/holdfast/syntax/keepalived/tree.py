# SPDX-License-Identifier: Apache-2.0
"""Statements and their blocks, the brace on this line or the next."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from holdfast.syntax.keepalived.lex import Line, tokens, unquote
from holdfast.syntax.token import Kind, Token


class Statement(NamedTuple):
    """Words up to a brace or the end of the line, and the block behind them, if there is one.

    A block that nothing announces has no words. `end` is the offset after the last word, or after
    the closing brace; -1 for a block that is never closed.
    """

    words: tuple[Token, ...]
    line: Line
    block: "list[Statement] | None"
    end: int

    @property
    def keyword(self) -> bytes:
        """The first word."""
        return self.value(0)

    def value(self, index: int) -> bytes:
        """The unquoted word at `index`, or nothing where there is no such word."""
        return unquote(self.words[index].text) if index < len(self.words) else b""

    @property
    def values(self) -> tuple[bytes, ...]:
        """All words, unquoted."""
        return tuple(unquote(word.text) for word in self.words)


def tree(lines: Iterable[Line], stray: list[tuple[Line, Token]] | None = None) -> list[Statement]:
    """The statements of the outermost level. Total: a stray brace closes or opens nothing else.

    Each `}` without a block to close is added to `stray`.
    """
    top: list[Statement] = []
    open_blocks: list[list[Statement]] = [top]
    for line in lines:
        for brace, words in _pieces(line):
            level = open_blocks[-1]
            if words:
                level.append(Statement(words, line, None, words[-1].end))
            if brace is None:
                continue
            if brace.kind is Kind.OPEN:
                open_blocks.append(_open(level, line))
            elif len(open_blocks) > 1:
                open_blocks.pop()
                _close(open_blocks[-1], brace)
            elif stray is not None:
                stray.append((line, brace))
    return top


def _pieces(line: Line) -> Iterator[tuple[Token | None, tuple[Token, ...]]]:
    """The words before each brace with the brace, then those after the last with None."""
    words: list[Token] = []
    for token in tokens(line):
        if token.kind is Kind.WORD or token.kind is Kind.OPAQUE:
            words.append(token)
        elif token.kind is Kind.OPEN or token.kind is Kind.CLOSE:
            yield token, tuple(words)
            words = []
    yield None, tuple(words)


def _open(level: list[Statement], line: Line) -> list[Statement]:
    """Give the last statement a block, or a nameless one where there is none to give it to."""
    block: list[Statement] = []
    if level and level[-1].block is None:
        level[-1] = level[-1]._replace(block=block, end=-1)
    else:
        level.append(Statement((), line, block, -1))
    return block


def _close(level: list[Statement], brace: Token) -> None:
    level[-1] = level[-1]._replace(end=brace.end)
