# SPDX-License-Identifier: Apache-2.0
"""Command lines of unit files (systemd.service(5), "COMMAND LINES"), without a shell."""

from collections.abc import Mapping
from typing import NamedTuple

_BLANK = " \t\n\r"
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " "}


class Command(NamedTuple):
    """One program with its words, prefixes taken off.

    `ignore_failure` is the `-` prefix; `literal` is `:` (no variables); `rename` is `@`: the
    second word becomes argv[0]. `+`, `!` and `!!` change privileges, which a lab has one of.
    """

    words: tuple[str, ...]
    ignore_failure: bool
    literal: bool
    rename: bool


def split_words(text: str) -> list[str]:
    """Words with quotes and backslashes resolved (systemd.syntax(7), "QUOTING")."""
    words: list[str] = []
    word, inside, quote = "", False, ""
    characters = iter(text)
    for character in characters:
        if character == "\\":
            following = next(characters, "")
            word, inside = word + _ESCAPES.get(following, following), True
        elif quote:
            word, quote = (word, "") if character == quote else (word + character, quote)
        elif character in "\"'" and not word:
            quote, inside = character, True
        elif character in _BLANK:
            words, word, inside = ([*words, word] if inside else words), "", False
        else:
            word, inside = word + character, True
    return [*words, word] if inside else words


def parse(line: str) -> Command | None:
    """The command of one ExecX= line; None for an empty one. `%%` is `%`; no other specifier."""
    words = split_words(line)
    if not words:
        return None
    program = words[0].lstrip("@-:+!")
    prefixes = words[0][: len(words[0]) - len(program)]
    clean = tuple(word.replace("%%", "%") for word in [program, *words[1:]])
    return Command(clean, "-" in prefixes, ":" in prefixes, "@" in prefixes)


def argv(command: Command, environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """The program and its argument vector, variables expanded.

    `$NAME` as a word of its own becomes zero or more words, `${NAME}` anywhere exactly its
    value, `$$` a dollar; anything else stays.
    """
    expanded: list[str] = []
    for word in command.words[1:]:
        expanded += [word] if command.literal else _expand(word, environment)
    if command.rename:
        return command.words[0], expanded or [command.words[0]]
    return command.words[0], [command.words[0], *expanded]


def _expand(word: str, environment: Mapping[str, str]) -> list[str]:
    if word[:1] == "$" and word[1:2] not in ("{", "$", ""):
        return split_words(environment.get(word[1:], ""))
    result, rest = "", word
    while rest:
        before, dollar, rest = rest.partition("$")
        result += before
        if not dollar:
            break
        if rest.startswith("{") and "}" in rest:
            name, _, rest = rest[1:].partition("}")
            result += environment.get(name, "")
        else:
            result, rest = result + "$", rest.removeprefix("$")
    return [result]
