# SPDX-License-Identifier: Apache-2.0
"""How systemd treats the two daemons of a node (systemd.service(5), systemd.unit(5))."""

from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.model.unit import HAPROXY, KEEPALIVED, Unit
from holdfast.prove.vrrp.parameters import HaproxyUnit, KeepalivedUnit
from holdfast.text.span import Span

_AFTER_A_SIGNAL = frozenset(("always", "on-failure", "on-abnormal", "on-abort"))
_AFTER_A_FAILURE = frozenset(("always", "on-failure"))


def haproxy_unit(node: Node) -> HaproxyUnit | None:
    """None on a node without a configuration of HAProxy."""
    unit = node.units.get(HAPROXY, Unit(HAPROXY, restart="always"))
    if not node.haproxy.paths:
        return None
    return HaproxyUnit(
        enabled=unit.enabled,
        after_crash=unit.restart in _AFTER_A_SIGNAL,
        tries=_tries(unit) if unit.restart in _AFTER_A_FAILURE else 1,
        restart_ms=unit.restart_sec * 1000,
        place=_place(node, unit),
    )


def keepalived_unit(node: Node) -> KeepalivedUnit | None:
    """None on a node without a configuration of keepalived."""
    unit = node.units.get(KEEPALIVED, Unit(KEEPALIVED))
    if not node.keepalived.paths:
        return None
    return KeepalivedUnit(
        enabled=unit.enabled,
        after_crash=unit.restart in _AFTER_A_SIGNAL,
        restart_ms=unit.restart_sec * 1000,
        place=_place(node, unit),
    )


def _tries(unit: Unit) -> int | None:
    """Starts until the start limit; None where they come too slowly to reach it, or it is off."""
    burst, interval = unit.start_limit_burst, unit.start_limit_interval
    if burst <= 0 or interval <= 0 or burst * unit.restart_sec > interval:
        return None
    return burst


def _place(node: Node, unit: Unit) -> Place | None:
    """The file of the node's own that made the unit what it is."""
    return Place(node.name, unit.paths[-1], Span(0, 0)) if unit.paths else None
