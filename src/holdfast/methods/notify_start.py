# SPDX-License-Identifier: Apache-2.0
"""keepalived starts HAProxy when an instance becomes master or backup."""

import re
from collections.abc import Iterator

from holdfast.methods.method import Plan, Refused
from holdfast.methods.notify_block import insert_statements, replace_command
from holdfast.methods.notify_owner import Owner, owners
from holdfast.methods.plans import label, needs_folder, plan_nodes
from holdfast.model.binding import racing_binds
from holdfast.model.change import FileEdit, NewFile
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.render.keepalived import notify_command
from holdfast.render.notify_program import NOTIFY_MODE, NOTIFY_PATH, NOTIFY_PROGRAM
from holdfast.text.edit import Edit

COLD = (
    "notify-start alone leaves the backup cold: HAProxy does not run on the node without the VIP "
    "until the VIP arrives, and every fail-over waits for its start; use it together with "
    "--method transparent or --method dummy"
)
STATE = "the state of each instance is in /run/vip-notify/NAME from now on"
RELOAD = "systemctl reload keepalived, on one node after the other: the VIP stays where it is"

_PLAIN_NAME = re.compile(r"[^\s\"'\\#!{}$/]+")


def plan(site: Site) -> Plan | Refused:
    """One program on each notify line of the instances that move a VIP which HAProxy serves.

    A notify line that needs a shell, or starts or stops HAProxy, is replaced; others stay. Each
    line names root as its user: `systemctl start` needs it, and `script_user` may be another.
    """
    return plan_nodes(site, _plan_node)


def _plan_node(node: Node) -> Plan | Refused:
    concerned = [owner for owner in owners(node) if owner.changed or owner.added]
    if concerned and node.name is None:
        return needs_folder("notify-start")
    edits: dict[FileEdit, None] = {}
    for owner in concerned:
        for edit in _edits(node, owner):
            if isinstance(edit, Refused):
                return edit
            edits[edit] = None
    if not edits:
        return Plan()
    program = _program(node)
    if isinstance(program, Refused):
        return program
    return Plan((*program, *edits), tuple(_notes(node, concerned)))


def _notes(node: Node, concerned: list[Owner]) -> Iterator[str]:
    if next(racing_binds(node), None) is not None:
        yield COLD
    for owner in concerned:
        for notify in owner.changed:
            yield f"{label(node)}{owner.name}: {notify.event} no longer runs {notify.command.text}"
    yield from (STATE, RELOAD)


def _edits(node: Node, owner: Owner) -> Iterator[FileEdit | Refused]:
    if not _PLAIN_NAME.fullmatch(owner.name):
        yield Refused(f"{label(node)}a notify line cannot hold the name {owner.name}: rename it")
        return
    for notify in owner.changed:
        place = notify.command.place
        command = notify_command(owner.argv(notify.event), "root")
        edit = replace_command(node.files[place.path].data, place, command)
        yield _edit(node, owner, place, edit)
    if owner.added:
        lines = [f"{e} {notify_command(owner.argv(e), 'root')}" for e in owner.added]
        edit = insert_statements(node.files[owner.place.path].data, owner.place, lines)
        yield _edit(node, owner, owner.place, edit)


def _edit(node: Node, owner: Owner, place: Place, edit: Edit | None) -> FileEdit | Refused:
    if edit is not None:
        return FileEdit(node.name, place.path, edit)
    return Refused(
        f"{label(node)}{owner.name}: a definition or a sequence makes this block: write its notify "
        "lines by hand, as `holdfast explain notify-start` shows them"
    )


def _program(node: Node) -> tuple[NewFile, ...] | Refused:
    """The program, unless the node has it already."""
    there = node.files.get(NOTIFY_PATH)
    if there is None:
        return (NewFile(node.name, NOTIFY_PATH, NOTIFY_PROGRAM, NOTIFY_MODE),)
    if there.data == NOTIFY_PROGRAM:
        return ()
    return Refused(f"{label(node)}{NOTIFY_PATH} is there with other contents: move it away first")
