# SPDX-License-Identifier: Apache-2.0
"""The `case` commands of a shell text (POSIX.1, 2.9.4.3), as far as they are literal."""

import re
from collections.abc import Iterator
from enum import Enum, auto

from msgspec import Struct

from holdfast.model.shell import TOKEN
from holdfast.model.shell_words import unquoted
from holdfast.text.span import Span


class Case(Struct, frozen=True):
    """All patterns of one `case`, unquoted, in their order; `span` is that of its first word."""

    patterns: tuple[str, ...]
    span: Span


def cases(text: str) -> Iterator[Case]:
    """Every `case` that ends in the text, a nested one before the one around it."""
    stack: list[_Open] = []
    first = True
    for token in TOKEN.finditer(text):
        if token.lastgroup not in ("word", "control"):
            continue
        if token[0] == "case" and first and (not stack or stack[-1].at is _At.BODY):
            stack.append(_Open(token.start()))
        elif stack and stack[-1].takes(token, first=first):
            done = stack.pop()
            yield Case(tuple(done.patterns), Span(done.start, done.start + len("case")))
        first = token.lastgroup == "control" or token[0] in ("then", "do", "else", "{")


class _At(Enum):
    SUBJECT, IN, PATTERN, BODY = auto(), auto(), auto(), auto()


class _Open:
    """A `case` whose `esac` has not come yet."""

    def __init__(self, start: int) -> None:
        self.start, self.at = start, _At.SUBJECT
        self.patterns: list[str] = []

    def takes(self, token: re.Match[str], *, first: bool) -> bool:
        """Go one token on; whether that was its end. `first`: a command may begin here."""
        text, control = token[0], token.lastgroup == "control"
        match self.at:
            case _At.SUBJECT if not control:
                self.at = _At.IN
            case _At.IN if text == "in":
                self.at = _At.PATTERN
            case _At.PATTERN if text == ")":
                self.at = _At.BODY
            case _At.PATTERN if not control and text != "esac":
                self.patterns.append(unquoted(text))
            case _At.BODY if text == ";;":
                self.at = _At.PATTERN
        return text == "esac" and (self.at is _At.PATTERN or (self.at is _At.BODY and first))
