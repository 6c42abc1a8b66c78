# SPDX-License-Identifier: Apache-2.0
"""HAProxy is dead, and the VIP stays with it for longer than a fault may last."""

from collections.abc import Iterator

from holdfast.check.candidate import Candidate, candidates
from holdfast.check.election import Taken, detected
from holdfast.check.finding import Finding
from holdfast.check.seconds import seconds
from holdfast.check.used_commands import sees_death, tracked_checks
from holdfast.model.group import groups
from holdfast.model.script import VrrpScript
from holdfast.model.site import Node, Site
from holdfast.model.timing import SETTLE_MS

REMEDY = "take an interval of 1 or 2 and a fall of 2 or 3"


def check(site: Site) -> Iterator[Finding]:
    """Each slow check once a node: with its election where that is known, else by itself."""
    timed: set[tuple[str | None, str]] = set()
    told: set[tuple[str | None, str]] = set()
    for group in groups(site):
        members = candidates(group)
        for owner in members:
            taken = _taken(owner, members)
            if taken is not None:
                timed |= {(owner.node.name, w.tracker.name) for w in owner.watched}
                if (owner.node.name, taken.by) not in told:
                    told.add((owner.node.name, taken.by))
                    yield from _of_take_over(owner, taken, surely=_is_first(owner, members))
    for node in site.nodes:
        for _, _, script in tracked_checks(node):
            if script is not None and (node.name, script.name) not in timed:
                yield from _alone(node, script)


def _taken(owner: Candidate, members: list[Candidate]) -> Taken | None:
    """What happens when HAProxy dies on a member that is the owner."""
    peers = [m for m in members if m.node is not owner.node and m.priority > 0]
    outcome = detected(owner, peers) if peers else None
    return outcome if isinstance(outcome, Taken) else None


def _is_first(owner: Candidate, members: list[Candidate]) -> bool:
    """Whether it is the owner while all is well."""
    return owner.priority == max(member.priority for member in members)


def _of_take_over(owner: Candidate, taken: Taken, *, surely: bool) -> Iterator[Finding]:
    total = taken.detection.plus(taken.ms)
    script = owner.node.keepalived.script(taken.by)
    if script is not None and total.max > SETTLE_MS:
        yield Finding(
            f"when HAProxy dies on {owner.name}, nobody is answered until {taken.to.name} takes "
            f"the VIP {seconds(total)} later: {script.name} fails within "
            f"{seconds(taken.detection)} ({script.fall} runs, one every {script.interval:g} s), "
            f"the election takes {seconds(taken.ms)}; {REMEDY}",
            script.place,
            severity="error" if surely and total.min > SETTLE_MS else "warning",
        )


def _alone(node: Node, script: VrrpScript) -> Iterator[Finding]:
    down = script.interval * script.fall
    if down * 1000 > SETTLE_MS and sees_death(node, script):
        yield Finding(
            f"{script.name} fails up to {down:g} s after HAProxy died ({script.fall} runs, one "
            f"every {script.interval:g} s), and all that time the VIP stays; {REMEDY}",
            script.place,
            severity="warning",
        )
