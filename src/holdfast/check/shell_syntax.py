# SPDX-License-Identifier: Apache-2.0
"""Shell syntax in a command that keepalived executes without a shell.

keepalived 2.2.7 splits the words itself, `"`, `'` and backslash included, and calls execve
(system_call_script in lib/notify.c). The one exception is `</FILE` as the program: it is opened.
"""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from holdfast.check.command_text import inner_text, place_in
from holdfast.model.invocation import inline_text
from holdfast.model.place import Place
from holdfast.model.script import Command
from holdfast.text.pattern import pattern

Means = Literal["chain", "redirect", "substitution"]


class Operator(Struct, frozen=True):
    """What only a shell would act upon, as written, and where it stands."""

    text: str
    means: Means
    place: Place


class _Raw(Struct, frozen=True):
    """A word with its quotes; `start` is its offset in the inner text, if that has it."""

    text: str
    start: int | None


_EFFECTS: dict[Means, str] = {
    "chain": "and all behind it as arguments, and no second command runs",
    "redirect": "and what is behind it as arguments, and no file is opened",
    "substitution": "as it stands, and nothing is put in its place",
}

_WORD = pattern(r"(?:[^ \t\"'\\]|\\.|\"(?:[^\"\\]|\\.)*\"|'[^']*')+", re.DOTALL)
_QUOTED = pattern(r"\\.|\"(?:[^\"\\]|\\.)*\"|'[^']*'", re.DOTALL)
_LITERAL = pattern(r"\\.|'[^']*'", re.DOTALL)
_REDIRECT = pattern(r"(?:[0-9]*|&)(?:>>?(?:&[0-9-])?|<)(?![=>])|.+?(?P<inner>>>?)(?=/|&[0-9])")
_CHAIN = pattern(r"\|\||&&|;$|^[|&]$|^\|&$")
_SUBSTITUTION = pattern(r"\$\(|`")


def first_operator(command: Command) -> Operator | None:
    """The first word that only a shell would understand, or None.

    The text behind `sh -c` is a shell's, and so is what a pair of quotes protects.
    """
    inline = inline_text(command.argv)
    for index, raw in enumerate(_raw_words(command)):
        if index == inline or (index == 0 and raw.text.startswith("<")):
            continue
        found = _operator(raw.text)
        if found is not None:
            means, start, end = found
            place = command.place
            if raw.start is not None:
                place = place_in(command, raw.start + start, raw.start + end)
            return Operator(raw.text[start:end], means, place)
    return None


def effect(command: Command, operator: Operator) -> str:
    """What the program is given instead, for a message."""
    return f"{command.program} gets `{operator.text}` {_EFFECTS[operator.means]}"


def _operator(raw: str) -> tuple[Means, int, int] | None:
    """What it means, and where in the word it begins and ends."""
    bare = _QUOTED.sub(_blank, raw)
    if match := _CHAIN.search(bare):
        return "chain", match.start(), match.end()
    if match := _REDIRECT.match(bare):
        return "redirect", *match.span("inner" if match["inner"] else 0)
    if match := _SUBSTITUTION.search(_LITERAL.sub(_blank, raw)):
        return "substitution", *match.span()
    return None


def _blank(quoted: re.Match[str]) -> str:
    return "\0" * len(quoted[0])


def _raw_words(command: Command) -> Iterator[_Raw]:
    """The words as written, or the arguments themselves where the text does not show them."""
    found = list(_WORD.finditer(inner_text(command)))
    if len(found) != len(command.argv):
        yield from (_Raw(word, None) for word in command.argv)
        return
    for match in found:
        yield _Raw(match[0], match.start())
