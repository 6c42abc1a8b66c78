# SPDX-License-Identifier: Apache-2.0
"""A check script whose arguments stand outside of quotes: keepalived runs it without them."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.check.used_commands import checks
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.priority import weight
from holdfast.model.proof import proof
from holdfast.model.script import Command, VrrpScript
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def check(site: Site) -> Iterator[Finding]:
    """An error where the program alone surely fails, and its failure is a FAULT."""
    for node in site.nodes:
        for used in checks(node):
            if used.command.dropped and used.script is not None:
                lost = _loses_service(node, used.script, used.command)
                yield _finding(node, used.script, used.command, lost=lost)


def _finding(node: Node, script: VrrpScript, command: Command, *, lost: bool) -> Finding:
    dropped = " ".join(command.dropped)
    consequence = ", and that fails on every node, so nobody owns the VIP" if lost else ""
    return Finding(
        f"keepalived runs `{command.text}` without `{dropped}`{consequence}: only the first word "
        f'behind `script` counts; write `script "{command.text} {dropped}"`',
        command.place,
        fix=_fix(node, script.settings.get("script"), command),
        severity="error" if lost else "warning",
    )


def _loses_service(node: Node, script: VrrpScript, command: Command) -> bool:
    if proof(node, command).running != "fails":
        return False
    config = node.keepalived
    return any(
        (tracker.kind, tracker.name) == ("script", script.name) and weight(config, tracker) == 0
        for instance in config.instances
        for tracker in config.trackers(instance)
    )


def _fix(node: Node, statement: Place | None, command: Command) -> Fix | None:
    """Quotes around all of it, where it has none yet and no escape."""
    if statement is None:
        return None
    start, end = command.place.span.start, statement.span.end
    text = node.files[statement.path].data[start:end]
    if any(mark in text for mark in (b'"', b"'", b"\\", b"\n")):
        return None
    edit = Edit(Span(start, end), b'"%s"' % text)
    return Fix("unsafe", (FileEdit(node.name, statement.path, edit),))
