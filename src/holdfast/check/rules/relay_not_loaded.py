# SPDX-License-Identifier: Apache-2.0
"""The relay's table is not in the kernel when it is needed."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.load.firewall.nftables import flush
from holdfast.model.place import Place
from holdfast.model.relay import RELAY_PATH, RELAY_UNIT
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY, NFTABLES
from holdfast.text.span import Span

AGAIN = "run `holdfast fix SITE --relay`"


def check(site: Site) -> Iterator[Finding]:
    """A table that no unit loads at boot, or that a reload of nftables.service takes away."""
    for node in site.nodes:
        if node.name is None or RELAY_PATH not in node.files:
            continue
        unit, haproxy = node.units.get(RELAY_UNIT), node.units[HAPROXY]
        if unit is None or not (unit.enabled or RELAY_UNIT in (*haproxy.wants, *haproxy.requires)):
            yield Finding(
                f"nothing loads the relay's table at boot: {RELAY_UNIT} is not there, or neither "
                f"enabled nor pulled in by haproxy.service; {AGAIN}",
                Place(node.name, RELAY_PATH, Span(0, 0)),
            )
        elif NFTABLES not in unit.reload_from:
            yield from _flushed(node)


def _flushed(node: Node) -> Iterator[Finding]:
    place = flush(node)
    if place is not None:
        yield Finding(
            "`flush ruleset` takes the relay's table away whenever nftables.service is reloaded: "
            f"`ReloadPropagatedFrom=nftables.service` in {RELAY_UNIT} loads it again; {AGAIN}",
            place,
        )
