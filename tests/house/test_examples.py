# SPDX-License-Identifier: Apache-2.0
"""The command lines that pages and helps show: `holdfast` takes each of them."""

import inspect
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from holdfast.cli.main import COMMANDS, holdfast

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
SHOWN = re.compile(r"^ {4,6}(?:- run: )?((?:.*; )?holdfast (?:.*\\\n)*.*)", re.MULTILINE)
ENDS_A_COMMAND = set(";|&<>()")


def shown(text: str) -> list[list[str]]:
    """The words of every call in an indented block, without `holdfast`."""
    calls = (call for lines in SHOWN.findall(text) for call in calls_of(lines))
    return [words for words in calls if words and not set(words) & {"…", "..."}]


def calls_of(lines: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(lines.replace("\\\n", " "), posix=True, punctuation_chars=True)
    lexer.wordchars += "=:,[]@…"
    words: list[str] = []
    for word in [*lexer, ";"]:
        if set(word) <= ENDS_A_COMMAND:
            if words[:1] == ["holdfast"]:
                yield words[1:]
            words = []
        else:
            words.append(word)


def refusal(words: list[str]) -> str | None:
    """What click says against these words; None where it takes them. Nothing is carried out."""
    try:
        with holdfast.make_context("holdfast", list(words)) as context:
            _, command, rest = holdfast.resolve_command(context, words)
            assert command is not None
            command.make_context(words[0], rest, parent=context)
    except click.exceptions.Exit:  # --help, --list
        return None
    except click.ClickException as why:
        return why.format_message()
    return None


def helps() -> list[str]:
    with click.Context(holdfast) as context:
        commands = [holdfast, *(holdfast.get_command(context, name) for name in COMMANDS)]
    told = [inspect.cleandoc(c.help or "") for c in commands if c is not None]
    return [re.sub("^  ", "    ", text, flags=re.MULTILINE) for text in told]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_holdfast_takes_the_command_lines_of_a_page(page: Path) -> None:
    told = page.read_text(encoding="utf-8")

    assert {" ".join(w): refusal(w) for w in shown(told) if refusal(w) is not None} == {}


def test_holdfast_takes_the_examples_of_every_help() -> None:
    examples = [words for told in helps() for words in shown(told)]

    assert len(examples) > 2 * len(COMMANDS)
    assert {" ".join(w): refusal(w) for w in examples if refusal(w) is not None} == {}


def test_an_example_that_holdfast_does_not_take_is_seen() -> None:
    [words, other] = shown("    cp -a a b; holdfast check a --formt json | jq .; holdfast chek\n")

    assert "--formt" in (refusal(words) or "")
    assert refusal(other) == "No such command 'chek': did you mean check?"
    assert refusal(["check", "--format", "json"]) is None
