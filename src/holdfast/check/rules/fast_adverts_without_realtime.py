# SPDX-License-Identifier: Apache-2.0
"""Advertisements many times a second from a process that the scheduler may keep waiting."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Site

SLOW_ENOUGH = 1.0
"""Seconds of advert_int: a delay that makes a backup act is then rare."""


def check(site: Site) -> Iterator[Finding]:
    """An advert_int below a second, and no real-time priority."""
    for node, instance in site.instances:
        if instance.advert_int < SLOW_ENOUGH and not node.keepalived.globals.realtime:
            late = instance.adverts_missed * instance.advert_int * 1000
            yield Finding(
                f"an owner of {instance.name} that gets no CPU for {late:.0f} ms is taken for "
                "dead, and both own the VIP until it runs again; set max_auto_priority or "
                "vrrp_rt_priority in global_defs",
                instance.at("advert_int"),
            )
