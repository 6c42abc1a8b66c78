# SPDX-License-Identifier: Apache-2.0
"""What notify_master set up stays when the instance goes to FAULT."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.shell_syntax import first_operator
from holdfast.check.written_files import written_files
from holdfast.methods.keepalived_lines import notify_line
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.program import Run, program, script_file
from holdfast.model.script import Notify
from holdfast.model.shell_case import cases
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.line import line_start
from holdfast.text.span import Span

BACKUP, FAULT = b"notify_backup", b"notify_fault"
UNDOING = frozenset(("notify", "notify_fault"))


def check(site: Site) -> Iterator[Finding]:
    """An instance or sync group that undoes in notify_backup what notify_master did, and not in
    FAULT. Only of what the files show: a file that is written, a service that is started."""
    for node in site.nodes:
        config = node.keepalived
        owners = [(i.name, i.notifies) for i in config.instances]
        owners += [(g.name, g.notifies) for g in config.sync_groups]
        for name, notifies in owners:
            events = {notify.event: notify for notify in notifies}
            if "notify_fault" not in events:
                yield from _case_without_fault(node, events.get("notify"))
            master, backup = events.get("notify_master"), events.get("notify_backup")
            if master is None or backup is None or UNDOING & set(events):
                continue
            what = next(_done(node, master), None)
            if what is not None:
                yield _finding(node, name, what, master, backup)


def _case_without_fault(node: Node, notify: Notify | None) -> Iterator[Finding]:
    """A script for all states that tells MASTER from BACKUP and does not know FAULT."""
    file = script_file(node, notify.command) if notify else None
    if notify is None or file is None:
        return
    for found in cases(file.data.decode("latin-1")):
        if not {"MASTER", "BACKUP"}.issubset(found.patterns):
            continue
        if not any(fnmatchcase("FAULT", pattern) for pattern in found.patterns):
            yield Finding(
                f"{file.path} does nothing when its instance goes to FAULT (HAProxy dead, link "
                "down): all stays as the owner's; add FAULT to what it does in BACKUP, and STOP "
                "for when keepalived ends",
                Place(node.name, file.path, found.span),
                also=(Also(notify.command.place, "keepalived runs it here"),),
            )


def _finding(node: Node, name: str, what: str, master: Notify, backup: Notify) -> Finding:
    return Finding(
        f"when {name} goes to FAULT (HAProxy dead, link down) keepalived runs neither "
        f"notify_master nor notify_backup: {what} stays as the owner's; add notify_fault, and "
        "notify_stop for when keepalived ends",
        master.command.place,
        also=(Also(backup.command.place, "undoes it in BACKUP only"),),
        fix=_fix(node, backup),
    )


def _fix(node: Node, backup: Notify) -> Fix | None:
    """A second line that does on FAULT what notify_backup does."""
    line = notify_line(node, backup)
    if line is None:
        return None
    data, (start, end) = node.files[line.path].data, line.span
    text = data[start:end]
    if not text.startswith(BACKUP):
        return None
    indent = data[line_start(data, start) : start]
    copied = text.replace(BACKUP, FAULT, 1) + b"\n" + indent
    return Fix("unsafe", (FileEdit(line.node, line.path, Edit(Span(start, start), copied)),))


def _done(node: Node, notify: Notify) -> Iterator[str]:
    if first_operator(notify.command) is not None:
        return
    written = (found.path for found in written_files(node, notify.command))
    yield from (path for path in written if not path.startswith("/dev/"))
    for run in program(node, notify.command).runs:
        if _starts_a_service(run):
            yield run.words[-1]


def _starts_a_service(run: Run) -> bool:
    return run.name == "systemctl" and run.words[1:2] == ("start",) and "haproxy" not in run.words
