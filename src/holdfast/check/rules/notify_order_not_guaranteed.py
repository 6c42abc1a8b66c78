# SPDX-License-Identifier: Apache-2.0
"""Two notify lines of an instance change the same thing, and may overtake each other."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.shell_syntax import first_operator
from holdfast.check.written_files import written_files
from holdfast.model.program import program
from holdfast.model.script import Notify
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY
from holdfast.model.watching import starts_haproxy, stops_haproxy

EVENTS = frozenset(("notify", "notify_master", "notify_backup", "notify_fault"))


def check(site: Site) -> Iterator[Finding]:
    """Once an instance and thing: a file that several lines write, HAProxy started and stopped.

    A line that needs a shell does nothing of that: notify-uses-shell-syntax speaks.
    """
    for node in site.nodes:
        config = node.keepalived
        owners = [(instance.name, instance.notifies) for instance in config.instances]
        owners += [(group.name, group.notifies) for group in config.sync_groups]
        for name, notifies in owners:
            by_thing: dict[str, list[tuple[Notify, str]]] = {}
            for notify in notifies:
                for thing, act in _changes(node, notify) if notify.event in EVENTS else ():
                    by_thing.setdefault(thing, []).append((notify, act))
            for thing, found in by_thing.items():
                if len(found) > 1 and (thing != HAPROXY or len({act for _, act in found}) > 1):
                    yield _finding(name, thing, [notify for notify, _ in found])


def _changes(node: Node, notify: Notify) -> Iterator[tuple[str, str]]:
    """What a line changes for good, and how: files it overwrites, and whether HAProxy runs."""
    if first_operator(notify.command) is not None:
        return
    written = (found.path for found in written_files(node, notify.command))
    yield from ((path, "write") for path in dict.fromkeys(written) if not path.startswith("/dev/"))
    runs = program(node, notify.command).runs
    if any(map(stops_haproxy, runs)):
        yield HAPROXY, "stop"
    elif any(map(starts_haproxy, runs)):
        yield HAPROXY, "start"


def _finding(name: str, thing: str, found: list[Notify]) -> Finding:
    first, *rest = found
    return Finding(
        f"{thing} may end up as an older state left it: keepalived starts {first.event} and "
        f"{rest[-1].event} of {name} without waiting for the one before; write `notify_fifo` with "
        "one reader, which gets the states in their order",
        first.command.place,
        also=tuple(Also(notify.command.place, f"changes {thing} too") for notify in rest),
    )
