# SPDX-License-Identifier: Apache-2.0
"""`nopreempt` beside `state MASTER`: keepalived drops it."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.state_backup import state_backup
from holdfast.model.priority import starts_as_master
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """An instance that states both; one of priority 255 may not preempt less, whatever it says."""
    for node, instance in site.instances:
        if instance.nopreempt and "state" in instance.settings and starts_as_master(instance):
            yield Finding(
                f"keepalived drops the nopreempt of {instance.name}, because its state is MASTER: "
                "a node that comes back takes the VIP away once more; write `state BACKUP` on "
                "every node",
                instance.at("nopreempt"),
                also=(Also(instance.at("state"), "the state that clears it"),),
                fix=state_backup(node, instance),
            )
