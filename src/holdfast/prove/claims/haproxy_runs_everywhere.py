# SPDX-License-Identifier: Apache-2.0
"""HAProxy runs on every node, and a restart of it would succeed."""

from collections.abc import Iterator

from holdfast.model.place import Place
from holdfast.prove.claim import Breach
from holdfast.prove.vrrp.codes import GAVE_UP, GONE, HANGS, INACTIVE, RUNS, STARTS, State
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.parameters import Member, NodeValues


def breach(model: Vrrp, state: State) -> Breach | None:
    """A node that is up, whose HAProxy no fault has hit, and where it does not or could not run.

    That systemd has given up is final; all else is judged once things have settled.
    """
    settled = not state.pending
    for n, view in enumerate(model.views(state)):
        values, haproxy = model.part.nodes[n], view.node.haproxy
        if values.haproxy is None or not view.up or haproxy in (GONE, HANGS):
            continue
        if haproxy == GAVE_UP:
            return _given_up(values)
        if settled and haproxy == INACTIVE:
            return _inactive(model, n)
        if settled and haproxy == STARTS:
            return _racing(values, f"HAProxy on {values.name} tries to start for ever")
        if settled and haproxy == RUNS and not model.clock.can_start(n, state.roles):
            return _racing(values, f"a restart of HAProxy on {values.name} would fail")
    return None


def _inactive(model: Vrrp, n: int) -> Breach:
    """Never started, or stopped by a notify program."""
    values = model.part.nodes[n]
    members = [model.network.members[g][n] for g in model.network.groups_of[n]]
    if values.haproxy is not None and values.haproxy.enabled:
        stops = dict(_stops(members))
        return Breach(
            f"a notify program has stopped HAProxy on {values.name}",
            tuple(stops),
            "let no notify program stop HAProxy",
            "haproxy-stopped-by-notify" if set(stops.values()) - {"STOP"} else None,
        )
    starts = dict.fromkeys(at for member in members for at in member.notified("start"))
    return Breach(
        f"HAProxy on {values.name} is not started at boot",
        tuple(starts),
        "let systemd start it: systemctl enable haproxy",
        "haproxy-started-only-by-notify" if starts else None,
    )


def _stops(members: list[Member]) -> Iterator[tuple[Place, str]]:
    """The lines that stop HAProxy, and when; the rule says nothing of those at keepalived's end."""
    for member in members:
        for notified in (member.notify, member.group_notify):
            for event, (effect, place) in notified.items():
                if effect == "stop":
                    yield place, event


def _given_up(values: NodeValues) -> Breach:
    unit = values.haproxy
    tries = unit.tries if unit is not None else None
    end = f"after {tries} tries systemd has given it up" if tries and tries > 1 else "it is dead"
    return _racing(values, f"HAProxy on {values.name} does not run: {end}")


def _racing(values: NodeValues, says: str) -> Breach:
    if not values.races:
        return Breach(says)
    return Breach(
        f"{says}, because it binds an address that {values.name} does not have",
        tuple(place for _, place in values.races),
        "let HAProxy bind an address that is not there: holdfast fix --method transparent",
        "vip-bind-race",
    )
