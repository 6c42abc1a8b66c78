# SPDX-License-Identifier: Apache-2.0
"""A notify line stops HAProxy where the VIP is not."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.notify_start import notify_starts
from holdfast.check.rules.haproxy_started_only_by_notify import check as started_only_by_notify
from holdfast.methods.keepalived_lines import notify_line, without_line
from holdfast.model.program import Run, program
from holdfast.model.script import Notify
from holdfast.model.site import Node, Site
from holdfast.model.watching import stops_haproxy

LEAVING = frozenset(("notify", "notify_backup", "notify_fault"))
"""Events of a node that may own the VIP later; after `notify_stop` it is on its way out."""


def check(site: Site) -> Iterator[Finding]:
    """The first such line of a node; where HAProxy is started by notify alone, that rule speaks."""
    spoken = {finding.place.node for finding in started_only_by_notify(site)}
    for node in site.nodes:
        if node.name not in spoken:
            for notify, stop in _stops(node):
                yield _finding(node, notify, stop)
                break


def _stops(node: Node) -> Iterator[tuple[Notify, Run]]:
    for notify in node.keepalived.notifies:
        if notify.event in LEAVING:
            stop = next(filter(stops_haproxy, program(node, notify.command).runs), None)
            if stop is not None:
                yield notify, stop


def _finding(node: Node, notify: Notify, stop: Run) -> Finding:
    started = next(notify_starts(node), None) is not None
    then = "is started cold once the VIP has moved" if started else "nothing starts it there again"
    return Finding(
        f"{notify.event} stops HAProxy: the backup has none when the VIP arrives, and {then}; let "
        "HAProxy run on every node, and take this out",
        notify.command.place,
        also=() if stop.place == notify.command.place else (Also(stop.place, "stops HAProxy"),),
        fix=_fix(node, notify, stop),
    )


def _fix(node: Node, notify: Notify, stop: Run) -> Fix | None:
    """The line taken out, where it does nothing else."""
    line = notify_line(node, notify)
    if line is None or stop.place != notify.command.place:
        return None
    return Fix("unsafe", (without_line(node, line),))
