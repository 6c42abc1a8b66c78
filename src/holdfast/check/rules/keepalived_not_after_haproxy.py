# SPDX-License-Identifier: Apache-2.0
"""keepalived.service is not ordered after haproxy.service."""

from collections.abc import Iterator

from holdfast.check.drop_in import drop_in, stands_at
from holdfast.check.finding import Finding, Fix
from holdfast.model.site import Node, Site

KEEPALIVED, HAPROXY = "keepalived.service", "haproxy.service"


def check(site: Site) -> Iterator[Finding]:
    """A node that runs both by systemd, with no order between them, or the reverse one."""
    for node in site.nodes:
        if node.name is None or not node.keepalived.instances or not node.haproxy.proxies:
            continue
        keepalived, haproxy = node.units[KEEPALIVED], node.units[HAPROXY]
        if HAPROXY in keepalived.after or KEEPALIVED in haproxy.before:
            continue
        yield _finding(node, reverse=KEEPALIVED in haproxy.after)


def _finding(node: Node, *, reverse: bool) -> Finding:
    if reverse:
        order = f"{HAPROXY} is ordered after {KEEPALIVED}"
    else:
        order = f"{KEEPALIVED} does not wait for {HAPROXY}"
    remedy = "turn that round" if reverse else f"`After={HAPROXY}` in a drop-in does it"
    change = drop_in(node, KEEPALIVED, "after-haproxy", "Unit", f"After={HAPROXY}")
    return Finding(
        f"{order}: at boot the VIP may arrive before HAProxy listens, and at a shutdown it may "
        f"stay until after HAProxy has gone; {remedy}",
        stands_at(node, KEEPALIVED),
        fix=None if reverse or change is None else Fix("safe", (change,)),
    )
