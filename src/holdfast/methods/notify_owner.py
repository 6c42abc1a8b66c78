# SPDX-License-Identifier: Apache-2.0
"""Which notify lines an instance or a sync group keeps, changes and lacks."""

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.methods.notify_command import drives_haproxy, needs_shell
from holdfast.model.binding import served
from holdfast.model.place import Place
from holdfast.model.script import Notify
from holdfast.model.site import Node
from holdfast.render.notify_program import NOTIFY_PATH

_STATES = {
    "notify_master": "MASTER",
    "notify_backup": "BACKUP",
    "notify_fault": "FAULT",
    "notify_stop": "STOP",
}
_THAT_START = {"notify_master", "notify_backup"}


class Owner(NamedTuple):
    """A block with notify lines: those to change, and the events it lacks a line for."""

    kind: str
    name: str
    place: Place
    changed: tuple[Notify, ...]
    added: tuple[str, ...]

    def argv(self, event: str) -> tuple[str, ...]:
        """What the line of an event is to run."""
        return _argv(self.kind, self.name, event)


def owners(node: Node) -> Iterator[Owner]:
    """The instances, then the sync groups.

    Only instances are given new lines, and only those that move a VIP on which HAProxy listens.
    """
    serving = {instance.name for instance, _ in served(node)}
    for i in node.keepalived.instances:
        changed = _changed(node, "INSTANCE", i.name, i.notifies)
        added = _added(i.notifies, changed) if i.name in serving else ()
        yield Owner("INSTANCE", i.name, i.place, changed, added)
    for group in node.keepalived.sync_groups:
        changed = _changed(node, "GROUP", group.name, group.notifies)
        yield Owner("GROUP", group.name, group.place, changed, ())


def _argv(kind: str, name: str, event: str) -> tuple[str, ...]:
    """keepalived itself adds kind, name, state and priority to the command of `notify`."""
    words = () if event == "notify" else (kind, name, _STATES[event])
    return (NOTIFY_PATH, *words)


def _changed(node: Node, kind: str, name: str, notifies: tuple[Notify, ...]) -> tuple[Notify, ...]:
    def cannot_stay(notify: Notify) -> bool:
        command = notify.command
        if notify.event not in {"notify", *_STATES}:
            return False
        if command.program == NOTIFY_PATH:
            return command.argv != _argv(kind, name, notify.event) or command.user != "root"
        may_drive = notify.event == "notify_stop"
        return needs_shell(command) or (not may_drive and drives_haproxy(node, command))

    return tuple(filter(cannot_stay, notifies))


def _added(notifies: tuple[Notify, ...], changed: tuple[Notify, ...]) -> tuple[str, ...]:
    """The lines that are missing; one `notify` line where a line of somebody else's stays.

    Of each kind keepalived takes one line, and it runs `notify` beside the others.
    """
    stated = {notify.event for notify in notifies}
    ours = {n.event for n in notifies if n in changed or n.command.program == NOTIFY_PATH}
    if "notify" in ours:
        return ()
    if _THAT_START & (stated - ours):
        return () if "notify" in stated else ("notify",)
    return tuple(e for e in (*sorted(_THAT_START, reverse=True), "notify_fault") if e not in stated)
