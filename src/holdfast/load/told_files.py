# SPDX-License-Identifier: Apache-2.0
"""What haproxy.service writes into files beside HAProxy's start and end (systemd.service(5))."""

from collections.abc import Iterable, Iterator, Mapping

from holdfast.load.units.quoting import words
from holdfast.model.place import Place
from holdfast.model.program import Program, program
from holdfast.model.script import Command
from holdfast.model.site import Node
from holdfast.model.told_file import ToldFile
from holdfast.model.unit import HAPROXY, Unit
from holdfast.text.pattern import pattern
from holdfast.text.span import Span

_PREFIXES = "-@:+!|"
"""Before a command of a unit's, with a meaning of their own."""
_NUMBER = pattern(r"\s*([-+]?[0-9]{1,18})\s*")


def told_files(node: Node) -> Mapping[str, ToldFile]:
    """By path. A file that any other command of the node's names is left out: who knows."""
    unit = node.units.get(HAPROXY, Unit(HAPROXY))
    listening = dict(_numbers(node, unit.exec_start_post))
    ended = dict(_numbers(node, unit.exec_stop_post))
    others = list(_others(node, unit)) if listening else []
    return {
        path: ToldFile(path, number, ended.get(path))
        for path, number in listening.items()
        if not any(_names(other, path) for other in others)
    }


def _numbers(node: Node, lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    """What is written, of lines that do nothing else."""
    for line in lines:
        found = _number(_program(node, line))
        if found is not None:
            yield found


def _number(found: Program) -> tuple[str, int] | None:
    if not found.whole or (len(found.runs), len(found.writes)) != (1, 1):
        return None
    [written] = found.writes
    number = _NUMBER.fullmatch(written.text or "")
    return (written.path, int(number[1])) if number is not None else None


def _others(node: Node, haproxy: Unit) -> Iterator[Program]:
    """Every other command of the node's: of its units, of keepalived's scripts and notifies."""
    config = node.keepalived
    commands = [script.command for script in config.scripts if script.command is not None]
    commands += [notify.command for notify in config.notifies]
    yield from (program(node, command) for command in commands)
    for unit in node.units.values():
        yield from (_program(node, line) for line in _before_and_beside(unit))
        for line in (*unit.exec_start_post, *unit.exec_stop_post):
            found = _program(node, line)
            if unit is not haproxy or _number(found) is None:
                yield found


def _before_and_beside(unit: Unit) -> tuple[str, ...]:
    return (*unit.exec_start_pre, *unit.exec_start, *unit.exec_reload, *unit.exec_stop)


def _program(node: Node, line: str) -> Program:
    """A unit's line has no place of its own: the node's file is not kept with it."""
    argv = tuple(words(line.lstrip(_PREFIXES)))
    return program(node, Command(line, argv, Place(node.name, "", Span(0, 0))))


def _names(found: Program, path: str) -> bool:
    """Whether a command writes the file, or is told of it."""
    return any(written.path == path for written in found.writes) or any(
        path in word for run in found.runs for word in (*run.before, *run.words)
    )
