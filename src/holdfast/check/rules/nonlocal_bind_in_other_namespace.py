# SPDX-License-Identifier: Apache-2.0
"""HAProxy has a network namespace of its own, where the host's ip_nonlocal_bind means nothing."""

from collections.abc import Iterator

from holdfast.check.bind_words import with_transparent
from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.nonlocal_bind import key
from holdfast.model.binding import remedy, vip_of
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY, Unit


def check(site: Site) -> Iterator[Finding]:
    """Each bind on a VIP that only the sysctl would let through, were it in force there."""
    for node in site.nodes:
        unit = node.units.get(HAPROXY)
        if unit is not None and unit.network is not None and not _sets_it(unit):
            yield from _binds(node, unit.network)


def _sets_it(unit: Unit) -> bool:
    """Whether the unit's own command lines set it, in the namespace as we may hope."""
    return any("ip_nonlocal_bind" in line for line in (*unit.exec_start_pre, *unit.exec_start))


def _binds(node: Node, network: str) -> Iterator[Finding]:
    for bind in node.haproxy.binds:
        moved = vip_of(node, bind.address) if bind.address is not None else None
        if moved is None or bind.family is None or bind.conditional:
            continue
        if remedy(node, bind) == "nonlocal-bind":
            setting = node.sysctls.settings[key(bind.family)]
            also = Also(setting.place, "counts for the host only") if setting.place else None
            yield Finding(
                f"HAProxy runs in {network}, and {key(bind.family)} counts per network namespace: "
                f"it cannot bind {bind.text} there while this node does not own the VIP; add "
                "`transparent` to the bind, or set the sysctl in that namespace",
                bind.place,
                also=(also,) if also is not None else (),
                fix=Fix("safe", (with_transparent(node, bind),)),
            )
