# SPDX-License-Identifier: Apache-2.0
"""ip_nonlocal_bind is set for the whole host where `transparent` on the binds would do."""

from collections.abc import Iterator

from holdfast.check.bind_words import with_transparent
from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.nonlocal_bind import key
from holdfast.model.address import Family
from holdfast.model.binding import remedy, vip_of
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site


def check(site: Site) -> Iterator[Finding]:
    """Once a node and family, at the line that sets it; a value without a line is no choice yet."""
    for node in site.nodes:
        relying: dict[Family, list[Bind]] = {}
        for bind in node.haproxy.binds:
            moved = bind.address is not None and vip_of(node, bind.address) is not None
            if moved and bind.family is not None and remedy(node, bind) == "nonlocal-bind":
                relying.setdefault(bind.family, []).append(bind)
        for family, binds in relying.items():
            yield from _finding(node, family, binds)


def _finding(node: Node, family: Family, binds: list[Bind]) -> Iterator[Finding]:
    place = node.sysctls.settings[key(family)].place
    if place is not None:
        yield Finding(
            "with this every program of the node may bind addresses that the node does not have: a "
            "wrong address is no error any more, and software that asks `can I bind it?` to learn "
            "who owns it (CTDB) is misled; `transparent` on the bind does it for HAProxy alone",
            place,
            also=tuple(Also(bind.place, "needs no more than `transparent`") for bind in binds),
            fix=Fix("shown", tuple(dict.fromkeys(with_transparent(node, bind) for bind in binds))),
        )
