# SPDX-License-Identifier: Apache-2.0
"""keepalived.service is not started again when it is killed."""

from collections.abc import Iterator

from holdfast.check.drop_in import drop_in, stands_at
from holdfast.check.finding import Finding, offer
from holdfast.model.site import Site
from holdfast.model.unit import KEEPALIVED

ENOUGH = frozenset(("always", "on-failure", "on-abnormal", "on-abort"))
"""Values of Restart= under which a process that SIGKILL ended starts again (systemd.service(5))."""


def check(site: Site) -> Iterator[Finding]:
    """A node whose unit, the distribution's drop-ins and its own applied, has no such Restart=."""
    for node in site.nodes:
        if node.name is None or not node.keepalived.instances:
            continue
        restart = node.units[KEEPALIVED].restart
        if restart not in ENOUGH:
            change = drop_in(node, KEEPALIVED, "restart", "Service", "Restart=on-failure")
            yield Finding(
                f"{KEEPALIVED} has Restart={restart}: when keepalived is killed (out of memory, by "
                "hand) it stays dead, its VIP stays on this node for ever, and the peer takes it "
                "too; `Restart=on-failure` in a drop-in has it back, without the left-over VIP, in "
                "half a second",
                stands_at(node, KEEPALIVED),
                fix=offer("safe", change),
            )
