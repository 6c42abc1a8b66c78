# SPDX-License-Identifier: Apache-2.0
"""Unit command lines: what systemd's own manual says of each."""

import pytest

from holdfast.lab.services.command_line import Command, argv, parse, split_words

ENVIRONMENT = {"ONE": "one", "TWO": "two two", "EMPTY": ""}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  a\tb  ", ["a", "b"]),
        ("a \"b c\" 'd e'", ["a", "b c", "d e"]),
        ('a ""', ["a", ""]),
        (r"a\ b c\x", ["a b", "cx"]),
        (r'"a\"b"', ['a"b']),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert split_words(text) == words


def test_prefixes_are_taken_off_in_any_order() -> None:
    assert parse("-+/bin/a b") == Command(("/bin/a", "b"), True, False, False)
    assert parse("@/bin/a a0 b") == Command(("/bin/a", "a0", "b"), False, False, True)
    assert parse("/bin/a -b") == Command(("/bin/a", "-b"), False, False, False)
    assert parse("   ") is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/bin/echo $ONE $TWO ${TWO}", ["/bin/echo", "one", "two", "two", "two two"]),
        ("/bin/echo $EMPTY $NONE x", ["/bin/echo", "x"]),
        ("/bin/echo ${EMPTY} x", ["/bin/echo", "", "x"]),
        ("/bin/echo a${ONE}b a$ONE", ["/bin/echo", "aoneb", "a$ONE"]),
        ("/bin/echo $$ONE 5%%", ["/bin/echo", "$ONE", "5%"]),
        (":/bin/echo $ONE", ["/bin/echo", "$ONE"]),
        ("@/bin/sh busybox -c", ["busybox", "-c"]),
    ],
)
def test_variables(line: str, expected: list[str]) -> None:
    command = parse(line)
    assert command is not None
    assert argv(command, ENVIRONMENT)[1] == expected
