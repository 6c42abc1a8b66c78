# SPDX-License-Identifier: Apache-2.0
"""`nopreempt` on the backup and a weighted check on the owner: the VIP never moves."""

from collections.abc import Iterator

from holdfast.check.failing_check import Failing, failing_checks
from holdfast.check.finding import Also, Finding
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """A failure that would lower the owner below a backup, were all such backups not nopreempt."""
    for failing in failing_checks(site):
        if failing.better and all(peer.waits for peer in failing.better):
            yield _finding(failing)


def _finding(failing: Failing) -> Finding:
    peer = failing.better[0]
    return Finding(
        f"when {failing.names} fails, {failing.owner.node.name} goes on advertising, with "
        f"priority {failing.lowered}, and {peer.node.name} never takes the VIP from a node that "
        "advertises, because it is nopreempt; drop the weight, so that a failure is a FAULT",
        failing.place,
        also=(Also(peer.instance.at("nopreempt"), f"{peer.node.name} does not preempt"),),
        fix=failing.fix,
    )
