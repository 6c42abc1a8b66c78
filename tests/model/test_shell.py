# SPDX-License-Identifier: Apache-2.0
"""Shell texts to simple commands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.shell import shell_commands


def words(text: str) -> list[tuple[str, ...]] | None:
    commands = shell_commands(text)
    if commands is None:
        return None
    return [tuple(word.text for word in command.words) for command in commands]


@pytest.mark.parametrize("text", ["", "\n\n", "# systemctl start haproxy", "A=1 B=2", "fi; done"])
def test_nothing_runs(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize("text", ["echo 'open", 'echo "open', "echo `open", "echo \\"])
def test_what_no_shell_takes_is_not_understood(text: str) -> None:
    assert words(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b # c", [("a", "b")]),
        ("a 'b # c' d#e", [("a", "b # c", "d#e")]),
        ("a && b || c; d & e | f", [("a",), ("b",), ("c",), ("d",), ("e",), ("f",)]),
        ("LANG=C a x=1", [("a", "x=1")]),
        ("if ! a; then b; elif c\nthen d; else e; fi", [("a",), ("b",), ("c",), ("d",), ("e",)]),
        ("while a; do b; done", [("a",), ("b",)]),
        ("for i in a b; do c $i; done", [("c", "$i")]),
        ("case $1 in start) a ;; *) b ;; esac", [("a",), ("b",)]),
        ("f() { a; }; (b; c)", [("a",), ("b",), ("c",)]),
        ("a $(b 'c)') `d`", [("a", "$(b 'c)')", "`d`"), ("b", "c)"), ("d",)]),
        ("a \"x $(b)\" '$(c)'", [("a", "x $(b)", "$(c)"), ("b",)]),
        ("a 'it'\"'\"'s' \\$b", [("a", "it's", "$b")]),
        ("a <<E\nb\nE\nc", [("a",), ("c",)]),
        ("a \\\n  b", [("a", "b")]),
        ("a >b 2>&1 <c &>d", [("a",)]),
        ("#!/bin/sh\r\na\r\n", [("a",)]),
    ],
)
def test_the_commands_that_may_run(text: str, expected: list[tuple[str, ...]]) -> None:
    assert words(text) == expected


def test_redirections_that_write() -> None:
    [command] = shell_commands("a >b 2>>c <d 2>&1 &>e <<<f") or ()

    assert [r.target.text for r in command.redirects if r.writes] == ["b", "c", "e"]


def test_words_know_where_they_stand() -> None:
    text = 'x=1 echo "a b" $(cat  /run/pid) >"/tmp/f"'

    commands = shell_commands(text) or ()

    found = [w for c in commands for w in (*c.words, *(r.target for r in c.redirects))]
    assert [text[word.start : word.end] for word in found] == [
        "echo", '"a b"', "$(cat  /run/pid)", '"/tmp/f"', "cat", "/run/pid",
    ]  # fmt: skip


@given(st.text(alphabet="ab '\"\\`$(){}<>|&;#\n\t=!", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for command in shell_commands(text) or ():
        assert command.words or command.redirects
        assert all(0 <= w.start < w.end <= len(text) for w in command.words)
