# SPDX-License-Identifier: Apache-2.0
"""The command that gives a shell text its exit status, where that is certain."""

import pytest

from holdfast.model.shell import shell_commands
from holdfast.model.shell_ending import ending


@pytest.mark.parametrize(
    "text",
    [
        "pgrep haproxy; echo $?",
        "pgrep haproxy || echo dead",
        "if pgrep haproxy; then echo 0; else echo 1; fi",
        "if pgrep haproxy\nthen\n  echo up\nfi",
        "S=$(pgrep haproxy)\nprintf '%s' \"$S\"",
        "pgrep haproxy | logger\necho done",
    ],
)
def test_always_succeeds(text: str) -> None:
    assert ending(shell_commands(text) or ()) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "echo asked; pgrep haproxy",
        "pgrep haproxy && echo up",
        "if ! pgrep haproxy; then echo dead; exit 1; fi\necho up",
        "set -e\npgrep haproxy\necho up",
        "if test -e /run/off; then pgrep haproxy; else echo off; fi",
        "case $1 in a) pgrep haproxy;; esac; ! echo up",
        "trap 'exit 1' EXIT\necho up",
        "echo up | grep -q up",
    ],
)
def test_not_known(text: str) -> None:
    assert ending(shell_commands(text) or ()) is None
