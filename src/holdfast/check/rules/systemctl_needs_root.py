# SPDX-License-Identifier: Apache-2.0
"""A notify script calls systemctl as a user who may not start or stop anything."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.check.used_commands import Used, used_commands
from holdfast.methods.keepalived_lines import notify_line
from holdfast.model.change import FileEdit
from holdfast.model.program import Run, program
from holdfast.model.site import Node, Site
from holdfast.model.users import surely_runs_as
from holdfast.text.edit import Edit
from holdfast.text.span import Span

CHANGING = "disable enable kill mask reload reload-or-restart restart start stop try-restart unmask"


def check(site: Site) -> Iterator[Finding]:
    """Where the user is known and is not root; `sudo` is taken at its word, and so are the node's
    own polkit rules."""
    for node in site.nodes:
        if any(path.startswith("/etc/polkit-1/") for path in node.files):
            continue
        for used in used_commands(node):
            user = surely_runs_as(node, used.command)
            if user in (None, "root"):
                continue
            for run in program(node, used.command).runs:
                if _changes(run):
                    yield _finding(node, used, run, str(user))


def _changes(run: Run) -> bool:
    verb = next((word for word in run.words[1:] if word[:1] != "-"), "")
    return run.name == "systemctl" and not run.by_sudo and verb in CHANGING.split()


def _finding(node: Node, used: Used, run: Run, user: str) -> Finding:
    verb = next(word for word in run.words[1:] if word[:1] != "-")
    return Finding(
        f"{used.what} runs as {user}, and systemd lets only root `systemctl {verb}`: it fails with "
        "`Interactive authentication required`, and nothing is done; write `script_user root`, or "
        "the user root behind this line",
        run.place,
        also=used.also(run.place),
        fix=_fix(node, used),
    )


def _fix(node: Node, used: Used) -> Fix | None:
    """`root` behind a notify line that names nobody."""
    notify = next((n for n in node.keepalived.notifies if n.command is used.command), None)
    line = notify_line(node, notify) if notify is not None else None
    if line is None or used.command.user is not None or used.command.text[:1] != '"':
        return None
    end = line.span.end
    if node.files[line.path].data[end - 1 : end] != b'"':
        return None
    edit = Edit(Span(end, end), b" root")
    return Fix("unsafe", (FileEdit(line.node, line.path, edit),))
