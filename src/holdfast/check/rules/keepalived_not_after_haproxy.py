# SPDX-License-Identifier: Apache-2.0
"""keepalived.service is not ordered after haproxy.service."""

from collections.abc import Iterator

from holdfast.check.boot_order import (
    after_haproxy,
    slow_rise,
    turned_round,
    unordered,
)
from holdfast.check.drop_in import stands_at
from holdfast.check.finding import Finding, offer
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY, KEEPALIVED


def check(site: Site) -> Iterator[Finding]:
    """A node that runs both by systemd, with no order between them, or the reverse one.

    Where that keeps the VIP away for long, slow-rise-at-boot speaks.
    """
    for node in site.nodes:
        if unordered(node) and slow_rise(node) is None:
            yield _finding(node)


def _finding(node: Node) -> Finding:
    if turned_round(node):
        order, remedy = f"{HAPROXY} is ordered after {KEEPALIVED}", "turn that round"
    else:
        order = f"{KEEPALIVED} does not wait for {HAPROXY}"
        remedy = f"`After={HAPROXY}` in a drop-in does it"
    change = after_haproxy(node)
    return Finding(
        f"{order}: at boot the VIP may arrive before HAProxy listens, and at a shutdown it may "
        f"stay until after HAProxy has gone; {remedy}",
        stands_at(node, KEEPALIVED),
        fix=offer("safe", change),
    )
