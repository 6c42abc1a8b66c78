# SPDX-License-Identifier: Apache-2.0
"""`nopreempt` beside `state MASTER`: keepalived drops it."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.model.change import FileEdit
from holdfast.model.priority import OWNER
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance
from holdfast.text.edit import Edit
from holdfast.text.span import Span

MASTER, BACKUP = b"MASTER", b"BACKUP"


def check(site: Site) -> Iterator[Finding]:
    """An instance that states both; one of priority 255 may not preempt less, whatever it says."""
    for node, instance in site.instances:
        if instance.nopreempt and "state" in instance.settings and instance.state == "MASTER":
            yield Finding(
                f"keepalived drops the nopreempt of {instance.name}, because its state is MASTER: "
                "a node that comes back takes the VIP away once more; write `state BACKUP` on "
                "every node",
                instance.at("nopreempt"),
                also=(Also(instance.at("state"), "the state that clears it"),),
                fix=_fix(node, instance),
            )


def _fix(node: Node, instance: VrrpInstance) -> Fix | None:
    """`state BACKUP`; none where that would change the priority, or the word is a variable's."""
    place = instance.at("state")
    end = place.span.end
    start = end - len(MASTER)
    if instance.priority == OWNER or node.files[place.path].data[start:end] != MASTER:
        return None
    return Fix("safe", (FileEdit(place.node, place.path, Edit(Span(start, end), BACKUP)),))
