# SPDX-License-Identifier: Apache-2.0
"""What notify programs do to HAProxy."""

import re
from collections.abc import Iterator

from holdfast.model.place import Place
from holdfast.model.program import Run, program
from holdfast.model.script import Notify
from holdfast.model.site import Node
from holdfast.model.unit import NAMES_OF_HAPROXY
from holdfast.model.vrrp import VrrpInstance
from holdfast.model.watching import starts_haproxy
from holdfast.prove.vrrp.parameters import NotifyEffect

_STATES = {
    "notify_master": ("MASTER",),
    "notify_backup": ("BACKUP",),
    "notify_fault": ("FAULT",),
    "notify": ("MASTER", "BACKUP"),
}


def notify_effects(node: Node, instance: VrrpInstance) -> dict[str, tuple[NotifyEffect, Place]]:
    """By the state entered: whether HAProxy is started or stopped, and the line that says so.

    A program that looks for HAProxy by a pgrep that finds the program itself starts nothing.
    """
    found: dict[str, tuple[NotifyEffect, Place]] = {}
    for notify in _notifies(node, instance):
        effect = _effect(node, notify)
        for state in _STATES.get(notify.event, ()) if effect is not None else ():
            if effect is not None:
                found.setdefault(state, (effect, notify.command.place))
    return found


def _notifies(node: Node, instance: VrrpInstance) -> Iterator[Notify]:
    yield from instance.notifies
    for group in node.keepalived.sync_groups:
        if instance.name in group.members:
            yield from group.notifies
    yield from node.keepalived.globals.notifies


def _effect(node: Node, notify: Notify) -> NotifyEffect | None:
    runs = program(node, notify.command).runs
    if any(run.name == "pgrep" and _finds_itself(run) for run in runs):
        return None
    if any(map(starts_haproxy, runs)):
        return "start"
    return "stop" if any(map(_stops, runs)) else None


def _stops(run: Run) -> bool:
    arguments = [word for word in run.words[1:] if word[:1] != "-"]
    return (
        run.name == "systemctl"
        and arguments[:1] == ["stop"]
        and bool(set(NAMES_OF_HAPROXY) & set(arguments))
    )


def _finds_itself(run: Run) -> bool:
    pattern = next((word for word in run.words[1:] if word[:1] != "-"), "")
    return (
        run.shell is not None
        and "-x" not in run.words
        and bool(re.search(re.escape(pattern), run.shell.comm))
    )
