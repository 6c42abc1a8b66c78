# SPDX-License-Identifier: Apache-2.0
"""The node that is called BACKUP has the higher priority."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.pairs import Member, pairs
from holdfast.model.priority import effective_priority
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """A pair that states MASTER and BACKUP, and whose priorities say the opposite."""
    for pair in pairs(site):
        for called, winner in ((pair.one, pair.other), (pair.other, pair.one)):
            if _states(called, "MASTER") and _states(winner, "BACKUP"):
                own, better = _priority(called), _priority(winner)
                if better > own:
                    yield Finding(
                        f"{winner.name} is called BACKUP and owns {pair.vip} all the same: it "
                        f"advertises {better}, and {called.name}, called MASTER, {own}; "
                        "turn the priorities or the states round",
                        winner.instance.at("priority"),
                        also=(Also(called.instance.at("priority"), f"{called.name} has less"),),
                    )


def _states(member: Member, state: str) -> bool:
    return "state" in member.instance.settings and member.instance.state == state


def _priority(member: Member) -> int:
    return effective_priority(member.node.keepalived, member.instance)
