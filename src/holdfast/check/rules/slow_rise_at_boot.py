# SPDX-License-Identifier: Apache-2.0
"""After a boot a check that keepalived runs too early keeps the VIP away for long."""

from collections.abc import Iterator

from holdfast.check.boot_order import SlowRise, after_haproxy, slow_rise
from holdfast.check.drop_in import stands_at
from holdfast.check.finding import Also, Finding, offer
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY, KEEPALIVED


def check(site: Site) -> Iterator[Finding]:
    """A node whose keepalived starts beside HAProxy, with a slow `rise` on a check of HAProxy."""
    for node in site.nodes:
        slowest = slow_rise(node)
        if slowest is not None:
            yield _finding(node, slowest)


def _finding(node: Node, slowest: SlowRise) -> Finding:
    script = slowest.script
    change = after_haproxy(node)
    return Finding(
        f"after a boot this node cannot own the VIPs of {slowest.instance.name} for "
        f"{slowest.seconds:.0f} s: "
        f"{KEEPALIVED} does not wait for {HAPROXY}, so the first run of {script.name} fails, and "
        f"{script.rise} runs have to succeed, one every {script.interval:g} s, before this node "
        f"may take over; `After={HAPROXY}` in a drop-in does it, or lower the rise",
        script.place,
        also=(Also(stands_at(node, KEEPALIVED), "keepalived's unit ends here"),)
        if node.units[KEEPALIVED].paths
        else (),
        fix=offer("safe", change),
    )
