# SPDX-License-Identifier: Apache-2.0
"""The files that a notify line writes, or was meant to write."""

from collections.abc import Iterator

from holdfast.check.command_text import inner_text, place_in
from holdfast.model.invocation import inline_text
from holdfast.model.program import Run, Written, program
from holdfast.model.script import Command
from holdfast.model.shell import shell_commands
from holdfast.model.site import Node

_NAMED_BY_ARGUMENTS = frozenset(("tee", "touch"))


def written_files(node: Node, command: Command) -> Iterator[Written]:
    """Those of the scripts that it runs, and what its own line is meant to write."""
    yield from meant_files(command)
    reading = program(node, command)
    yield from reading.writes
    for run in reading.runs:
        yield from _arguments(run)


def meant_files(command: Command) -> Iterator[Written]:
    """What the line would write if a shell read it; keepalived starts none, so nothing is written.

    None for a line that calls a shell by itself.
    """
    if inline_text(command.argv) is None:
        for meant in shell_commands(inner_text(command)) or ():
            for redirect in meant.redirects:
                if ">" in redirect.operator:
                    at = redirect.target
                    yield Written(at.text, place_in(command, at.start, at.end))


def _arguments(run: Run) -> Iterator[Written]:
    if run.name in _NAMED_BY_ARGUMENTS:
        yield from (Written(word, run.place) for word in run.words[1:] if word[:1] != "-")
