# SPDX-License-Identifier: Apache-2.0
"""What the timers cost, and how they are put in force."""

from collections.abc import Iterator

from holdfast.model.fail_over import VERSION, Timers
from holdfast.model.group import Group

START = (
    "timers, on each node, the backup first: systemctl daemon-reload, systemctl restart haproxy; "
    "until HAProxy's unit has said that HAProxy listens, the node takes no VIP"
)
TOGETHER = (
    "then stop keepalived on every backup, restart it on the owner, and start the backups: nodes "
    "that differ in the version of VRRP, in unicast or in authentication do not hear each other, "
    "and all own the VIP"
)
HANGS = (
    "a HAProxy that hangs is found within 2.5 s: keepalived asks it no oftener than once a second"
)
_RARE = 0.001


def costs(group: Group, made: Timers) -> Iterator[str]:
    """A group's figures, in sentences."""
    yield (
        f"{group.name}: a silent owner is replaced within {made.fail_over_ms:.0f} ms, one that "
        f"gives up within {made.handover_ms + made.fail_over_ms - made.silence_ms:.0f} ms; an "
        f"owner sends {made.adverts_per_second:.3g} advertisements a second"
    )
    a_day = [_times(made.needless_moves_per_day(loss)) for loss in (0.001, 0.01)]
    yield (
        f"{group.name}: needless moves to expect a day: {a_day[0]} where 0.1 % of advertisements "
        f"are lost, {a_day[1]} where 1 % are; an owner that stands still for {made.stall_ms:.0f} "
        "ms keeps its VIP"
    )


def stays_with_multicast(group: Group) -> str:
    """What to do where unicast is no way."""
    node, first = group.members[0]
    return (
        f"{group.name} stays with multicast, which whoever is on the network may send: use_vmac is "
        f"set, or no file states every node's own address on {first.interface} (then say it in "
        f"holdfast.yaml, `addresses: {{{node.name}: {{{first.interface}: …}}, …}}`, and run this "
        "again); and listen that nobody else uses virtual_router_id "
        f"{group.virtual_router_id}: tcpdump -ni {first.interface} proto 112"
    )


def roll_out(moved: list[Group]) -> Iterator[str]:
    """What the operator has to do; once for all groups."""
    yield HANGS
    yield START
    members = [instance for group in moved for _, instance in group.members]
    if any(i.version != VERSION or not i.unicast_peers for i in members):
        yield TOGETHER


def _times(number: float) -> str:
    if number < _RARE:
        return f"less than {_RARE:g}"
    return f"{number:.0f}" if number >= 10 else f"{number:.2g}"
