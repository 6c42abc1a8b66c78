# SPDX-License-Identifier: Apache-2.0
"""The program that carries out steps on a node, and the words by which it is called there."""

from pathlib import Path

_FILES = ("base", "files", "acts", "reload", "gates", "step", "verbs", "frames", "main")

HOME = "/var/lib/holdfast"
"""Where a node keeps its runs; for root alone."""

_OF_RUN = r"""
run=$1
shift
[ -r "$0" ] && exec /bin/sh "$0" "$@"
printf '\n== holdfast gone ==\n%s is not there any more: it was undone\n' "$run"
printf '\n== holdfast end ==\n'
"""

SEPARATOR = "\x1f"
"""Between the fields of a line: no path, unit or address has it (`share.Unsayable`)."""


def program() -> str:
    """One POSIX shell script."""
    return "\n".join(Path(__file__).with_name(f"{name}.sh").read_text() for name in _FILES)


def anew(*words: str) -> tuple[str, ...]:
    """The command for a node that may not have the program."""
    return ("/bin/sh", "-c", program(), "holdfast", *words)


def of_run(run: str, *words: str) -> tuple[str, ...]:
    """The command for a node that has a run: the program that the run was begun with.

    Where it has it no more, the answer is `gone`.
    """
    return ("/bin/sh", "-c", _OF_RUN, f"{HOME}/{run}/program", run, *words)
