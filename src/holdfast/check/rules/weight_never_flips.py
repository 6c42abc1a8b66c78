# SPDX-License-Identifier: Apache-2.0
"""A check fails, and the priority stays above that of every backup."""

from collections.abc import Iterator

from holdfast.check.failing_check import Failing, failing_checks
from holdfast.check.finding import Also, Finding
from holdfast.model.priority import OWNER
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """An owner that stays one although all its weighted checks of HAProxy fail together."""
    for failing in failing_checks(site):
        if not failing.better:
            yield _finding(failing)


def _finding(failing: Failing) -> Finding:
    best = max(failing.peers, key=lambda peer: peer.priority)
    owner = failing.owner
    if owner.instance.priority == OWNER:
        change = "keeps its priority 255, which no weight lowers"
        remedy = "take a priority of 254 or less, and drop the weight"
    elif owner.priority == failing.lowered:
        change = f"stays at {owner.priority}, not below {best.priority}"
        remedy = "drop the weight, so that a failure is a FAULT"
    else:
        change = f"falls from {owner.priority} to {failing.lowered}, not below {best.priority}"
        remedy = "drop the weight, so that a failure is a FAULT"
    return Finding(
        f"when {failing.names} fails, {owner.node.name} {change}, so {best.node.name} never takes "
        f"the VIP over; {remedy}",
        failing.place,
        also=(
            Also(
                best.instance.at("priority"),
                f"{best.node.name} has {best.priority} while its checks succeed",
            ),
        ),
        fix=failing.fix if owner.instance.priority != OWNER else None,
    )
