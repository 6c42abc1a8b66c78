# SPDX-License-Identifier: Apache-2.0
"""The notify lines that start HAProxy when a node becomes the owner."""

from collections.abc import Iterator

from holdfast.model.program import Run, program
from holdfast.model.script import Notify
from holdfast.model.site import Node
from holdfast.model.watching import starts_haproxy

EVENTS = frozenset(("notify_master", "notify"))
"""What keepalived runs when an instance or a sync group becomes the owner."""


def notify_starts(node: Node) -> Iterator[tuple[Notify, Run]]:
    """Each such line with the program that starts HAProxy, as far as the files show it."""
    for notify in node.keepalived.notifies:
        if notify.event in EVENTS:
            runs = program(node, notify.command).runs
            start = next(filter(starts_haproxy, runs), None)
            if start is not None:
                yield notify, start
