# SPDX-License-Identifier: Apache-2.0
"""A command without a path: keepalived searches its own PATH for it."""

from collections.abc import Iterator

from holdfast.check.command_text import inner_text
from holdfast.check.finding import Finding, Fix
from holdfast.check.used_commands import Used, used_commands
from holdfast.model.change import FileEdit
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span

BIN = (
    "bash curl echo false killall kill logger nc pgrep pidof ping python3 sh socat systemctl test "
    "timeout touch true wget"
)
"""Programs that the distributions of the last ten years have in /usr/bin."""


def check(site: Site) -> Iterator[Finding]:
    """Each check and notify line whose program has no slash."""
    for node in site.nodes:
        for used in used_commands(node):
            program = used.command.program
            if program and "/" not in program and program[0] not in "<$":
                known = f"/usr/bin/{program}" if program in BIN.split() else "the full path"
                yield Finding(
                    f"{used.what} names {program} without a path: keepalived takes the first one "
                    f"in the PATH of its own service, or drops the script; write {known}",
                    used.command.place,
                    fix=_fix(node, used) if program in BIN.split() else None,
                )


def _fix(node: Node, used: Used) -> Fix | None:
    """The folder before the name; none where the file has it in other words."""
    place, name = used.command.place, used.command.program
    start = place.span.start + (1 if used.command.text[:1] in "\"'" else 0)
    data = node.files[place.path].data
    if data[start : start + len(name)] != name.encode() or inner_text(used.command)[:1] == "":
        return None
    edit = Edit(Span(start, start), b"/usr/bin/")
    return Fix("safe", (FileEdit(place.node, place.path, edit),))
