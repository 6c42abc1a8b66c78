# SPDX-License-Identifier: Apache-2.0
"""Command lines that only lead to another one: `sh -c …`, `timeout 5 …`, `sudo -u USER …`."""

from collections.abc import Iterable
from posixpath import basename

SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh", "zsh"))

_WRAPPERS = frozenset(
    ("command", "env", "exec", "ionice", "nice", "nohup", "setsid", "sudo", "time", "timeout")
)
_WITH_ARGUMENT = frozenset(("-c", "-g", "-k", "-n", "-s", "-u"))


def inline_text(words: tuple[str, ...]) -> int | None:
    """The index of the text behind `-c` when the words call a shell with one, or None."""
    called = next((i for i, word in enumerate(words) if basename(word) in SHELLS), len(words))
    for index in range(called + 1, len(words) - 1):
        option = words[index]
        if option[:1] not in ("-", "+"):
            return None
        if option.endswith("c") and option[:2] != "--":
            return index + 1
    return None


def without_wrappers(words: Iterable[str]) -> tuple[str, ...]:
    """The command behind `timeout 5`, `sudo -u USER`, `env A=B` and the like."""
    rest = list(words)
    while rest and basename(rest[0]) in _WRAPPERS:
        wrapper = basename(rest.pop(0))
        while rest and (rest[0][:1] == "-" or "=" in rest[0]):
            if rest.pop(0) in _WITH_ARGUMENT and rest:
                rest.pop(0)
        if wrapper == "timeout" and rest:
            rest.pop(0)
    return tuple(rest)
