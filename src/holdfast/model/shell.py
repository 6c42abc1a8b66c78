# SPDX-License-Identifier: Apache-2.0
"""The simple commands of a shell text, as far as can be told without running it (POSIX.1, 2).

Nothing is expanded and no branch is decided: what comes back is every command that may run.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from holdfast.model.shell_words import (
    DOUBLE,
    SINGLE,
    SUBSTITUTION,
    Word,
    substitutions,
    unquoted,
)
from holdfast.text.pattern import pattern

NETWORK = ("/dev/tcp/", "/dev/udp/")
"""Folders that no disk has: bash connects to `/dev/tcp/HOST/PORT` when it is to open that."""


class Redirect(Struct, frozen=True):
    """An operator such as `>` or `2>>`, and the file behind it."""

    operator: str
    target: Word

    @property
    def writes(self) -> bool:
        """Whether it creates or changes the file."""
        return ">" in self.operator and not self.operator.endswith(">&")


class ShellCommand(Struct, frozen=True):
    """A simple command: its words, reserved words and assignments left out, and its files.

    `lead` are the reserved words before it, `then` is the operator that ends it, or nothing at the
    end of the text. An `inner` one stands in `$( )` or backticks.
    """

    words: tuple[Word, ...]
    redirects: tuple[Redirect, ...]
    lead: tuple[str, ...] = ()
    then: str = ""
    inner: bool = False


TOKEN = pattern(
    r"(?P<blank>(?:[ \t\r]|\\\n)++)"
    r"|(?P<comment>\#[^\n]*+)"
    r"|(?P<redirect>[0-9]*+(?:<<<|<<-?|<>|<&|>\||>>|>&|<|>)|&>>?)"
    r"|(?P<control>&&|\|\||;;|[;&|()\n])"
    rf"|(?P<word>(?:\\[\s\S]|{SINGLE}|{DOUBLE}|{SUBSTITUTION}|\$\{{[^}}]*+\}}"
    r"|[^ \t\r\n;&|()<>'\"\\`])++)"
)
"""A blank, comment, redirection, control operator or word."""
_HERE_MARK = pattern(r"<<-?\s*['\"\\]?([A-Za-z_0-9]+)")
_ASSIGNMENT = pattern(r"[A-Za-z_][A-Za-z0-9_]*=")
_BEFORE_A_COMMAND = frozenset(("if", "then", "else", "elif", "while", "until", "do", "!", "{"))
_NO_COMMAND = frozenset(("fi", "done", "esac", "}", "for", "case", "select", "function"))


@lru_cache(maxsize=64)  # many rules ask about the same few scripts
def shell_commands(text: str) -> tuple[ShellCommand, ...] | None:
    """The commands in their order; None for a text that no shell would take, such as an open
    quote, or that is beyond this reader."""
    commands = list(_Reader(text).read())
    return None if any(command is None for command in commands) else tuple(filter(None, commands))


class _Reader:
    """One pass over a text."""

    def __init__(self, text: str, base: int = 0, *, inner: bool = False) -> None:
        self._text, self._base, self._inner = text, base, inner
        self._words: list[Word] = []
        self._redirects: list[Redirect] = []
        self._operator = ""
        self._nested: list[tuple[str, int]] = []
        self._depth = 0

    def read(self) -> Iterator[ShellCommand | None]:
        at = 0
        while at < len(self._text):
            match = TOKEN.match(self._text, at)
            if match is None:
                yield None
                return
            at = match.end()
            if match.lastgroup == "control":
                yield from self._control(match[0])
                at = self._after_here_document(match)
            else:
                self._take(match)
        yield from self._finish("")
        for inner, base in self._nested:
            yield from _Reader(inner, base, inner=True).read()

    def _take(self, match: re.Match[str]) -> None:
        if match.lastgroup == "redirect":
            self._operator = match[0]
        elif match.lastgroup == "word":
            start = self._base + match.start()
            word = Word(unquoted(match[0]), start, self._base + match.end())
            self._nested += substitutions(match[0], start)
            if self._operator:
                self._redirects.append(Redirect(self._operator, word))
                self._operator = ""
            else:
                self._words.append(word)

    def _control(self, operator: str) -> Iterator[ShellCommand]:
        """End the command; what stands before `)` is a case's pattern unless a `(` is open."""
        if operator == "(":
            self._words.clear()  # the name of a function
            self._depth += 1
        elif operator == ")" and self._depth == 0:
            self._words.clear()
        elif operator == ")":
            self._depth -= 1
        yield from self._finish(operator)

    def _after_here_document(self, match: re.Match[str]) -> int:
        """The offset behind the bodies of the here-documents that this line begins."""
        at = match.end()
        if match[0] != "\n":
            return at
        line = self._text[self._text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if "<<" not in line or "<<<" in line:
            return at
        for mark in _HERE_MARK.findall(line):
            end = re.compile(rf"^\t*{mark}$", re.MULTILINE).search(self._text, at)
            at = end.end() if end else len(self._text)
        return at

    def _finish(self, operator: str) -> Iterator[ShellCommand]:
        words, redirects, lead = self._words, tuple(self._redirects), []
        self._words, self._redirects, self._operator = [], [], ""
        while words and (words[0].text in _BEFORE_A_COMMAND or _ASSIGNMENT.match(words[0].text)):
            lead += [words[0].text] if words[0].text in _BEFORE_A_COMMAND else []
            words = words[1:]
        if words and words[0].text in _NO_COMMAND:
            words = []
        if words or redirects:
            yield ShellCommand(tuple(words), redirects, tuple(lead), operator, self._inner)
