# SPDX-License-Identifier: Apache-2.0
"""The command that gives a shell text its exit status, where that is certain (POSIX.1, 2.8.2)."""

from collections.abc import Sequence

from holdfast.model.shell import NETWORK, ShellCommand

SAYING = frozenset(("echo", "printf", "logger"))
"""Commands that say something and succeed."""

_HARMLESS = SAYING | frozenset(("true", ":"))
_LEAVING = frozenset(
    (".", "break", "continue", "eval", "exec", "exit", "kill", "return", "set", "source", "trap")
)
_CONDITIONS = frozenset(("if", "elif", "while", "until"))


def ending(commands: Sequence[ShellCommand]) -> ShellCommand | None:
    """The last command, where it says something and decides alone: then the text always exits 0.

    None where another command may be the last one of a branch, end the shell, or be followed by
    `&&`, whose failure is the whole's.
    """
    outer = [command for command in commands if not command.inner and command.words]
    names = [command.words[0].text for command in outer]
    if not outer or names[-1] not in SAYING or _LEAVING & set(names):
        return None
    if any(redirect.target.text.startswith(NETWORK) for redirect in outer[-1].redirects):
        return None
    if any("!" in command.lead for command in outer if not _CONDITIONS & set(command.lead)):
        return None
    if any(command.then == "&&" and not _CONDITIONS & set(command.lead) for command in outer):
        return None
    straight = not any(command.lead for command in outer)
    return outer[-1] if straight or all(map(_cannot_fail, outer)) else None


def _cannot_fail(command: ShellCommand) -> bool:
    """A condition, whose status decides only the branch; or one whose status is 0, or is lost."""
    lost = command.then in ("|", "||")
    return lost or command.words[0].text in _HARMLESS or bool(_CONDITIONS & set(command.lead))
