# SPDX-License-Identifier: Apache-2.0
"""Advertisements many times a second from a process that the scheduler may keep waiting."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Site

SLOW_ENOUGH_MS = 3000.0
"""Of silence before a backup acts: a delay as long as that is rare."""

SLOW_ENOUGH_FAVOURED_MS = 250.0
"""The same for a process that goes before others of the usual kind."""

FAVOURED = -10
"""A niceness that the scheduler makes much of."""


def check(site: Site) -> Iterator[Finding]:
    """A silence so short that a busy processor may cause it, and no priority against that."""
    for node, instance in site.instances:
        late = instance.adverts_missed * instance.advert_int * 1000
        stated = node.keepalived.globals
        favoured = stated.niceness <= FAVOURED and late >= SLOW_ENOUGH_FAVOURED_MS
        if late < SLOW_ENOUGH_MS and not stated.realtime and not favoured:
            enough = "" if late < SLOW_ENOUGH_FAVOURED_MS else "`vrrp_priority -20`, "
            yield Finding(
                f"an owner of {instance.name} that gets no CPU for {late:.0f} ms is taken for "
                f"dead, and both own the VIP until it runs again; set {enough}max_auto_priority or "
                "vrrp_rt_priority in global_defs",
                instance.at("advert_int"),
            )
