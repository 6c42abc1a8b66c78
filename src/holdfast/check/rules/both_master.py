# SPDX-License-Identifier: Apache-2.0
"""More than one node begins as MASTER."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.pairs import Member, pairs
from holdfast.check.state_backup import state_backup
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each two nodes whose instances both state MASTER."""
    for vip, one, other in pairs(site):
        if _begins(one) and _begins(other):
            yield Finding(
                f"{other.name} and {one.name} both have `state MASTER` for {vip}: each drops its "
                "nopreempt and its preempt_delay, and the file no longer tells who is meant to "
                "own it; write `state BACKUP` on every node and let the priorities decide",
                other.instance.at("state"),
                also=(Also(one.instance.at("state"), f"{one.name} is MASTER too"),),
                fix=_fix(one, other),
            )


def _begins(member: Member) -> bool:
    instance = member.instance
    return "state" in instance.settings and instance.state == "MASTER"


def _fix(*members: Member) -> Fix | None:
    """`state BACKUP` on all of them; none where one of them has no such word, or no priority."""
    fixes = [state_backup(member.node, member.instance) for member in members]
    changes = [change for fix in fixes if fix is not None for change in fix.changes]
    return Fix("unsafe", tuple(changes)) if all(fixes) else None
