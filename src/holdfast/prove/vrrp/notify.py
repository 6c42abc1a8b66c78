# SPDX-License-Identifier: Apache-2.0
"""What notify programs do to HAProxy."""

from collections.abc import Iterable

from holdfast.model.program import Run, program
from holdfast.model.proof import finds_itself
from holdfast.model.script import Notify
from holdfast.model.site import Node
from holdfast.model.unit import NAMES_OF_HAPROXY
from holdfast.model.watching import starts_haproxy
from holdfast.prove.vrrp.parameters import Notified, NotifyEffect

_STATES = {
    "notify_master": ("MASTER",),
    "notify_backup": ("BACKUP",),
    "notify_fault": ("FAULT",),
    "notify_stop": ("STOP",),
    "notify": ("MASTER", "BACKUP"),
}


def notify_effects(node: Node, notifies: Iterable[Notify]) -> Notified:
    """By the state entered: whether HAProxy is started or stopped, and the line that says so.

    A program that looks for HAProxy by a pgrep that finds the program itself starts nothing.
    """
    found: Notified = {}
    for notify in notifies:
        effect = _effect(node, notify)
        if effect is not None:
            for state in _STATES.get(notify.event, ()):
                found.setdefault(state, (effect, notify.command.place))
    return found


def _effect(node: Node, notify: Notify) -> NotifyEffect | None:
    runs = program(node, notify.command).runs
    if any(run.name == "pgrep" and finds_itself(run) for run in runs):
        return None
    if any(map(starts_haproxy, runs)):
        return "start"
    return "stop" if any(map(_stops, runs)) else None


def _stops(run: Run) -> bool:
    """Through systemd: one that is killed beside it is started again, if its unit says so."""
    arguments = [word for word in run.words[1:] if word[:1] != "-"]
    match run.name:
        case "systemctl":
            return arguments[:1] == ["stop"] and bool(set(NAMES_OF_HAPROXY) & set(arguments))
        case "service" | "invoke-rc.d":
            return arguments[:2] == ["haproxy", "stop"]
    return False
