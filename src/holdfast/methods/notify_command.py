# SPDX-License-Identifier: Apache-2.0
"""Notify commands that cannot stay: those that need a shell, and those that drive HAProxy."""

import re
from posixpath import basename

from holdfast.model.invocation import inline_text
from holdfast.model.program import Run, program
from holdfast.model.script import Command
from holdfast.model.site import Node
from holdfast.model.unit import NAMES_OF_HAPROXY
from holdfast.model.watching import starts_haproxy

_PROTECTED = re.compile(r"\\.|'[^']*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_OPERATOR = re.compile(
    r"&&|\|\||;(?=\s|$)|(?<!\S)(?:\|&?|&)(?!\S)"
    r"|(?<!\S)(?:[0-9]*|&)(?:>>?|<)(?![=>])|>>?(?=/|&[0-9])"
    r"|\$\(|`"
)
_NAME = re.compile(r"(start|stop).*haproxy|haproxy.*(start|stop)")
_STOPS = frozenset(("stop", "kill"))


def needs_shell(command: Command) -> bool:
    """Whether it has what only a shell would understand, outside quotes, and calls no `sh -c`.

    Without quotes around the command, what follows its first word is taken as the user.
    """
    if inline_text(command.argv) is not None:
        return False
    text = command.text.removeprefix('"').removesuffix('"')
    bare = (_PROTECTED.sub("\0", text), command.user or "")
    return any(_OPERATOR.search(part) for part in bare)


def drives_haproxy(node: Node, command: Command) -> bool:
    """Whether the command, or a script that it runs, starts or stops HAProxy.

    A program that is not among the node's files is judged by its name.
    """
    if command.program not in node.files and _NAME.search(basename(command.program)):
        return True
    return any(starts_haproxy(run) or _stops(run) for run in program(node, command).runs)


def _stops(run: Run) -> bool:
    by_name = run.name in ("killall", "pkill")
    return (by_name or bool(_STOPS & {*run.words})) and any(
        word in NAMES_OF_HAPROXY for word in run.words[1:]
    )
