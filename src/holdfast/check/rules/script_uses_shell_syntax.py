# SPDX-License-Identifier: Apache-2.0
"""A check script's line needs a shell, and keepalived starts none, or another one."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, offer
from holdfast.check.in_a_shell import in_a_shell
from holdfast.check.shell_syntax import effect, first_operator
from holdfast.model.script import Command
from holdfast.model.shell import NETWORK
from holdfast.model.site import Node, Site

WITH_DASH = frozenset(("debian", "ubuntu"))
"""Distributions whose /bin/sh opens no connections."""


def check(site: Site) -> Iterator[Finding]:
    """A `script` with an operator, a redirection or a substitution outside `sh -c`; one that opens
    a connection as bash does, where /bin/sh is another shell."""
    for node in site.nodes:
        for script in node.keepalived.scripts:
            if script.command is not None:
                yield from _of(node, script.name, script.command)


def _of(node: Node, name: str, command: Command) -> Iterator[Finding]:
    operator = first_operator(command)
    if operator is not None:
        change = in_a_shell(node, command)
        yield Finding(
            f"keepalived runs the check {name} without a shell: {effect(command, operator)}, so "
            "its exit status is not the verdict it seems to be; put the line into a script and "
            "name that here",
            operator.place,
            fix=offer("unsafe", change),
        )
    elif _needs_bash(node, command):
        change = in_a_shell(node, command, "/bin/bash")
        yield Finding(
            f"keepalived gives the check {name} to /bin/sh, which is dash here and opens no "
            f"connection for {command.program[1:]}: it fails on every node, HAProxy alive or dead, "
            "and nobody takes the VIP; write it as `/bin/bash -c '…'`",
            command.place,
            fix=offer("unsafe", change),
        )


def _needs_bash(node: Node, command: Command) -> bool:
    """`</dev/tcp/HOST/PORT`: what begins with `<` goes to system(3)."""
    opened = command.program
    known = node.name is not None and node.os.id in WITH_DASH
    return known and opened[:1] == "<" and opened[1:].startswith(NETWORK)
