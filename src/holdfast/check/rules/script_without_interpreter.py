# SPDX-License-Identifier: Apache-2.0
"""A script has no `#!` line that works: keepalived cannot execute it, and calls that a success."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.check.used_commands import Used, tracked, used_commands
from holdfast.model.change import FileEdit
from holdfast.model.site import File, Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span

WITHOUT_LIBMAGIC = frozenset(("debian", "ubuntu"))
"""Distributions whose keepalived does not look for the line, and hand the script to a shell."""


def check(site: Site) -> Iterator[Finding]:
    """Each executable text without a `#!` line that the kernel can follow; an error for a check
    that is tracked."""
    for node in site.nodes:
        names = tracked(node)
        for used in used_commands(node):
            file = _executable(node, used)
            if file is not None and (used.script is None or used.script.name in names):
                yield from _finding(node, used, file)


def _executable(node: Node, used: Used) -> File | None:
    """The script, where keepalived takes it for a program."""
    program = node.programs.get(used.command.program)
    if program is None or not program.there or not program.executable:
        return None
    return node.file(used.command.program)


def _finding(node: Node, used: Used, file: File) -> Iterator[Finding]:
    path = used.command.program
    effect = "nothing is done" if used.script is None else "that counts as a success, always"
    wrong = _wrong(node, file)
    if wrong is not None:
        why, cure, edit = wrong
        yield Finding(
            f"keepalived cannot execute {path} for {used.what}, because {why}, and {effect}; "
            f"{cure}",
            used.command.place,
            fix=Fix("unsafe", (FileEdit(node.name, file.path, edit),)),
            severity="warning" if used.script is None else "error",
        )


def _wrong(node: Node, file: File) -> tuple[str, str, Edit] | None:
    """Why the kernel refuses the file, the cure in words and as an edit; None: it does not."""
    first = file.data.partition(b"\n")[0]
    if first[:2] != b"#!":
        edit = Edit(Span(0, 0), b"#!/bin/sh\n")
        known = node.os.id in WITHOUT_LIBMAGIC
        return ("it has no `#!` line", "let it begin with `#!/bin/sh`", edit) if known else None
    if first[-1:] == b"\r" and len(first[2:].split()) == 1:
        name = first[2:-1].decode("utf-8", "replace").strip()
        edit = Edit(Span(0, len(file.data)), file.data.replace(b"\r\n", b"\n"))
        why = f"its lines end as on Windows and there is no interpreter `{name}\\r`"
        return why, "end its lines with a line feed alone", edit
    return None
