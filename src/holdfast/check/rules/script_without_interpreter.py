# SPDX-License-Identifier: Apache-2.0
"""A script has no `#!` line: keepalived cannot execute it, and takes that for a success."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.check.used_commands import Used, tracked, used_commands
from holdfast.model.change import FileEdit
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span

WITHOUT_LIBMAGIC = frozenset(("debian", "ubuntu"))
"""Distributions whose keepalived does not look for the line, and hand the script to a shell."""


def check(site: Site) -> Iterator[Finding]:
    """Each executable text without that line; an error for a check that is tracked."""
    for node in site.nodes:
        if node.name is None or node.os.id not in WITHOUT_LIBMAGIC:
            continue
        names = tracked(node)
        for used in used_commands(node):
            if _cannot_run(node, used) and (used.script is None or used.script.name in names):
                yield _finding(node, used)


def _cannot_run(node: Node, used: Used) -> bool:
    program = node.programs.get(used.command.program)
    file = node.files.get(used.command.program)
    if program is None or file is None or not program.there or not program.executable:
        return False
    return file.data[:2] != b"#!"


def _finding(node: Node, used: Used) -> Finding:
    path = used.command.program
    effect = "nothing is done" if used.script is None else "that counts as a success, always"
    edit = Edit(Span(0, 0), b"#!/bin/sh\n")
    return Finding(
        f"keepalived cannot execute {path} for {used.what}, because it has no `#!` line, and "
        f"{effect}; let it begin with `#!/bin/sh`",
        used.command.place,
        fix=Fix("unsafe", (FileEdit(node.name, path, edit),)),
        severity="warning" if used.script is None else "error",
    )
