# SPDX-License-Identifier: Apache-2.0
"""Where a statement stands."""

from holdfast.model.place import Place
from holdfast.syntax.keepalived import Line, Statement
from holdfast.syntax.token import Token
from holdfast.text.span import Span


class Places:
    """Makes the places of one node. A statement that keepalived made up has its whole line."""

    def __init__(self, node: str | None) -> None:
        self._node = node

    def of(self, statement: Statement) -> Place:
        """The words of a statement, without its block."""
        words = statement.words
        if not words:
            return self._between(statement, statement.line.start, statement.line.start)
        return self._between(statement, words[0].start, words[-1].end)

    def of_word(self, statement: Statement, word: Token) -> Place:
        """One word of a statement."""
        return self._between(statement, word.start, word.end)

    def of_token(self, line: Line, token: Token) -> Place:
        """A token of a line."""
        return self._on(line, token.start, token.end)

    def _between(self, statement: Statement, start: int, end: int) -> Place:
        return self._on(statement.line, start, end)

    def _on(self, line: Line, start: int, end: int) -> Place:
        if line.expanded:
            start, end = line.start, line.start + line.expanded
        return Place(self._node, line.origin, Span(start, end))


def text(value: bytes) -> str:
    """A value as text; escapes such as `\\xff` may have made it something else than UTF-8."""
    return value.decode(errors="replace")
