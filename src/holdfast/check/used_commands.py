# SPDX-License-Identifier: Apache-2.0
"""Every command that keepalived runs on a node, and what hangs on it."""

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.check.finding import Also
from holdfast.model.place import Place
from holdfast.model.proof import proof
from holdfast.model.script import Command, VrrpScript
from holdfast.model.site import Node


class Used(NamedTuple):
    """A command with the name of what runs it; `script` is None for a notify line."""

    what: str
    command: Command
    script: VrrpScript | None

    def also(self, place: Place) -> tuple[Also, ...]:
        """Where the command stands, for a finding in a program that it runs."""
        here = self.command.place
        return () if here == place else (Also(here, f"{self.what} runs it"),)


def used_commands(node: Node) -> Iterator[Used]:
    """The checks, then the notify lines."""
    yield from checks(node)
    for notify in node.keepalived.notifies:
        yield Used(notify.event, notify.command, None)


def checks(node: Node) -> Iterator[Used]:
    """The check scripts that have a command."""
    for script in node.keepalived.scripts:
        if script.command is not None:
            yield Used(f"the check {script.name}", script.command, script)


def tracked_checks(node: Node) -> Iterator[Used]:
    """Those that an instance or a sync group tracks: their verdict moves the VIP."""
    names = tracked(node)
    return (used for used in checks(node) if used.script and used.script.name in names)


def sees_death(node: Node, script: VrrpScript) -> bool:
    """Whether a check is understood, and surely fails while HAProxy is dead."""
    return script.command is not None and proof(node, script.command).dead == "fails"


def tracked(node: Node) -> frozenset[str]:
    """The names of the check scripts that an instance or a sync group tracks."""
    config = node.keepalived
    entries = [tracker for instance in config.instances for tracker in instance.trackers]
    entries += [tracker for group in config.sync_groups for tracker in group.trackers]
    return frozenset(t.name for t in entries if t.kind == "script" and t.ignored is None)
