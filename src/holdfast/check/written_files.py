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
    """The redirections of the scripts it runs and of its own line, although that has no shell."""
    if inline_text(command.argv) is None:
        for meant in shell_commands(inner_text(command)) or ():
            for operator, target in meant.redirects:
                if ">" in operator:
                    yield Written(target.text, place_in(command, target.start, target.end))
    reading = program(node, command)
    yield from reading.writes
    for run in reading.runs:
        yield from _arguments(run)


def _arguments(run: Run) -> Iterator[Written]:
    if run.name in _NAMED_BY_ARGUMENTS:
        yield from (Written(word, run.place) for word in run.words[1:] if word[:1] != "-")
