# SPDX-License-Identifier: Apache-2.0
"""Nodes that share a VIP do not check alike."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.pairs import Member, pairs
from holdfast.model.priority import weight
from holdfast.model.site import Site
from holdfast.model.vrrp import Tracker

Values = dict[str, object]


def check(site: Site) -> Iterator[Finding]:
    """The first difference of each pair: a check that only one has, a weight, a time, a count.

    A node that checks nothing at all is `haproxy-not-tracked`. The commands may differ.
    """
    for vip, one, other in pairs(site):
        ours, theirs = _checks(other), _checks(one)
        if not ours or not theirs:
            continue
        difference = _difference(ours, theirs, other, one)
        if difference is not None:
            what, here, there = difference
            yield Finding(
                f"{what}: {vip} leaves {other.name} in other cases, or at another time, than it "
                f"leaves {one.name}; check alike on all nodes",
                here.place if here is not None else other.instance.place,
                also=(
                    Also(
                        there.place if there is not None else one.instance.place,
                        f"what {one.name} does",
                    ),
                ),
            )


def _difference(
    ours: dict[str, Tracker], theirs: dict[str, Tracker], other: Member, one: Member
) -> tuple[str, Tracker | None, Tracker | None] | None:
    for name, tracker in ours.items():
        if name not in theirs:
            return f"{name} is tracked here and not on {one.name}", tracker, None
        here, there = _values(other, tracker), _values(one, theirs[name])
        for key, value in here.items():
            if there.get(key) != value:
                text = f"the {key} of {name} is {value} here and {there.get(key)} on {one.name}"
                return text, tracker, theirs[name]
    missing = next((name for name in theirs if name not in ours), None)
    if missing is None:
        return None
    return f"{missing} is tracked on {one.name} and not here", None, theirs[missing]


def _checks(member: Member) -> dict[str, Tracker]:
    """The trackers by name; interfaces may well have other names."""
    found = member.node.keepalived.trackers(member.instance)
    return {tracker.name: tracker for tracker in found if tracker.kind != "interface"}


def _values(member: Member, tracker: Tracker) -> Values:
    """What decides when the VIP moves; 0 is the weight of a check whose failure is a FAULT."""
    config = member.node.keepalived
    values: Values = {"weight": weight(config, tracker)}
    script = config.script(tracker.name) if tracker.kind == "script" else None
    if script is not None:
        values |= {
            "interval": f"{script.interval:g} s",
            "fall": script.fall,
            "rise": script.rise,
        }
    return values
