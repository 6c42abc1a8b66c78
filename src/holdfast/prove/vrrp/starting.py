# SPDX-License-Identifier: Apache-2.0
"""A node and its keepalived come up."""

from holdfast.prove.vrrp.codes import (
    ALIVE,
    BOOTS,
    DOWN,
    INACTIVE,
    NONE,
    RUNS,
    STARTS,
    Packed,
    pack,
)
from holdfast.prove.vrrp.node_view import first_known, told
from holdfast.prove.vrrp.parameters import NodeValues
from holdfast.prove.vrrp.turn import Turn


def boot(turn: Turn, n: int) -> None:
    """Power on: systemd starts what is enabled, both services at once."""
    values = turn.network.part.nodes[n]
    haproxy = _first_start(values)
    unknown = (0,) * len(values.checks)
    turn.nodes[n] = pack(Packed(haproxy, DOWN, 0, unknown))
    if values.keepalived is not None and values.keepalived.enabled:
        start_keepalived(turn, n, booting=True)


def _first_start(values: NodeValues) -> int:
    """A tracked file holds what it begins with until the first start is over, and says otherwise of
    each later one; a start that fails, for want of a VIP, writes it like any other end."""
    if values.haproxy is None or not values.haproxy.enabled:
        return INACTIVE
    told = (c for c in values.checks if c.kind == "file" and not c.opaque and c.dead != "stays")
    return BOOTS if not values.races and any(c.boot != c.dead for c in told) else STARTS


def haproxy_runs(turn: Turn, n: int) -> None:
    """HAProxy listens; a file that is told so keeps it for a keepalived that is away."""
    turn.change(n, haproxy=RUNS)
    view, checks = turn.view(n), turn.network.part.nodes[n].checks
    if not view.alive:
        known = (
            told(check, RUNS, before) if check.kept else before
            for check, before in zip(checks, view.node.known, strict=True)
        )
        turn.change(n, known=tuple(known))


def start_keepalived(turn: Turn, n: int, *, booting: bool = False) -> None:
    """It removes the VIPs that one before it left behind (vrrp_restore_interfaces_startup)."""
    turn.silence(n, NONE)
    node, checks = turn.view(n).node, turn.network.part.nodes[n].checks
    known = tuple(
        first_known(check, node.haproxy, before, booting=booting)
        for check, before in zip(checks, node.known, strict=True)
    )
    turn.change(n, keepalived=ALIVE, known=known)


def end_keepalived(turn: Turn, n: int, state: int) -> None:
    """It is gone, and with it all that it knew, but for what stands in files."""
    checks, known = turn.network.part.nodes[n].checks, turn.view(n).node.known
    left = tuple(verdict if check.kept else 0 for check, verdict in zip(checks, known, strict=True))
    turn.change(n, keepalived=state, known=left)
