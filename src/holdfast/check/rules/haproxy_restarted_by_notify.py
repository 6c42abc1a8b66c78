# SPDX-License-Identifier: Apache-2.0
"""A notify line restarts HAProxy."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.rules.haproxy_started_only_by_notify import check as started_only_by_notify
from holdfast.methods.keepalived_lines import notify_line, without_line
from holdfast.model.program import program
from holdfast.model.script import Notify
from holdfast.model.site import Node, Site
from holdfast.model.watching import restarts_haproxy

EFFECTS = {
    "notify_fault": "the check then succeeds again, the node takes the VIP back, and it flaps "
    "between the nodes for as long as HAProxy keeps failing",
    "notify_master": "the VIP has just arrived, and every connection that finds it is refused",
}
USUAL = "every change of state, the one at boot included, ends all connections that HAProxy has"


def check(site: Site) -> Iterator[Finding]:
    """Each such line; where nothing else starts HAProxy, haproxy-started-only-by-notify speaks."""
    spoken = {finding.place for finding in started_only_by_notify(site)}
    for node in site.nodes:
        for notify in node.keepalived.notifies:
            if notify.command.place not in spoken:
                yield from _restarts(node, notify)


def _restarts(node: Node, notify: Notify) -> Iterator[Finding]:
    run = next(filter(restarts_haproxy, program(node, notify.command).runs), None)
    if run is not None:
        place = notify.command.place
        line = notify_line(node, notify) if run.place == place else None
        yield Finding(
            f"{notify.event} restarts HAProxy: {EFFECTS.get(notify.event, USUAL)}; leave a dead "
            "HAProxy to systemd (Restart=always), and take this out",
            place,
            also=() if run.place == place else (Also(run.place, "restarts HAProxy"),),
            fix=Fix("unsafe", (without_line(node, line),)) if line is not None else None,
        )
