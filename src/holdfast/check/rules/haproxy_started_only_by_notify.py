# SPDX-License-Identifier: Apache-2.0
"""HAProxy runs only where the VIP is, because only a notify script can start it."""

from collections.abc import Iterator

from msgspec.structs import replace

from holdfast.check.binding_methods import binding_methods
from holdfast.check.finding import Also, Finding
from holdfast.check.notify_start import notify_starts
from holdfast.model.binding import racing_binds
from holdfast.model.distribution import assumed_release
from holdfast.model.program import Run
from holdfast.model.script import Notify
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY

BIND = (
    "elsewhere its bind fails",
    "add `transparent` to the bind and let systemd run it on every node",
)
UNIT_OFF = ("its unit is not enabled", "`systemctl enable haproxy` on every node")
"""Why, and what to do."""


def check(site: Site) -> Iterator[Finding]:
    """A notify line starts HAProxy, and nothing else can: the bind races, or the unit is off.

    Once a node, at the first such line.
    """
    for node in site.nodes:
        starting = next(notify_starts(node), None)
        if starting is None:
            continue
        racing = {vip.address: bind for bind, _, vip in racing_binds(node) if not bind.conditional}
        if racing:
            binds = tuple(
                Also(bind.place, f"cannot be bound before {address} is here")
                for address, bind in racing.items()
            )
            yield replace(_finding(*starting, BIND, binds), methods=binding_methods(node))
        elif _off(node):
            yield _finding(*starting, UNIT_OFF, ())


def _finding(
    notify: Notify, start: Run, reason: tuple[str, str], binds: tuple[Also, ...]
) -> Finding:
    why, remedy = reason
    line = notify.command.place
    here = () if start.place == line else (Also(start.place, "starts HAProxy"),)
    return Finding(
        f"HAProxy runs only where the VIP is: {why}, and {notify.event} starts it cold once the "
        f"VIP has moved; {remedy}",
        line,
        also=(*binds, *here),
    )


def _off(node: Node) -> bool:
    """Whether the unit surely does not start at boot, and is no mask, which nothing starts."""
    unit = node.units.get(HAPROXY)
    known = node.live or assumed_release(node.os).services_enabled
    return unit is not None and known and not unit.enabled and unit.enabled_at is None
