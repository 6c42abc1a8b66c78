# SPDX-License-Identifier: Apache-2.0
"""The first IPv6 VIP is not link-local."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """An IPv6 instance that does not use unicast; `vrrp_strict` makes it a fault."""
    for _, instance in site.instances:
        listed = [vip for vip in instance.vips if not vip.excluded]
        if not listed or listed[0].address.version != 6 or instance.unicast_peers:
            continue
        if not listed[0].address.is_link_local:
            yield Finding(
                f"the first VIP of {instance.name} is not link-local: RFC 9568 wants one there, "
                "and a router of another make may throw the advertisements away; put an fe80:: "
                "address first, the same on all nodes",
                listed[0].place,
                severity="warning" if instance.strict else "info",
            )
