# SPDX-License-Identifier: Apache-2.0
"""One frontend's VIPs of both families, or of two networks, may end up on two nodes."""

from collections.abc import Iterator
from itertools import combinations

from holdfast.check.finding import Also, Finding
from holdfast.model.binding import vip_of
from holdfast.model.priority import effective_priority
from holdfast.model.proxy import Proxy
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Instances of one frontend with the same priority on a node, which track different things and
    are in no sync group. What they track alike moves them alike."""
    for node in site.nodes:
        said = set()
        for proxy in node.haproxy.proxies if len(node.keepalived.instances) > 1 else ():
            for one, other in combinations(_instances(node, proxy), 2):
                if (one.name, other.name) in said or not _apart(node, one, other):
                    continue
                said.add((one.name, other.name))
                yield _finding(proxy, one, other)


def _finding(proxy: Proxy, one: VrrpInstance, other: VrrpInstance) -> Finding:
    return Finding(
        f"{one.name} and {other.name} move the VIPs of {proxy.kind} {proxy.name}, and no "
        "vrrp_sync_group holds them together: they do not watch the same things, so one may leave "
        "while the other stays; put both into a vrrp_sync_group",
        one.place,
        also=(Also(other.place, f"{other.name}"), Also(proxy.place, "serves the VIPs of both")),
    )


def _instances(node: Node, proxy: Proxy) -> list[VrrpInstance]:
    found = (vip_of(node, b.address) for b in proxy.binds if b.address is not None)
    return list({moved[0].name: moved[0] for moved in found if moved is not None}.values())


def _apart(node: Node, one: VrrpInstance, other: VrrpInstance) -> bool:
    """Whether they begin on the same node and may part: other interfaces, or other trackers."""
    config = node.keepalived
    grouped = [
        {one.name, other.name} <= set(group.members) for group in node.keepalived.sync_groups
    ]
    same = effective_priority(config, one) == effective_priority(config, other)
    return not any(grouped) and same and _watched(node, one) != _watched(node, other)


def _watched(node: Node, instance: VrrpInstance) -> set[tuple[str, str | None]]:
    trackers = node.keepalived.trackers(instance)
    own = {("interface", instance.interface)}
    if "dont_track_primary" in instance.settings:
        own = set()
    return own | {(tracker.kind, tracker.name) for tracker in trackers}
