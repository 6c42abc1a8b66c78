# SPDX-License-Identifier: Apache-2.0
"""`preempt_delay` beside `state MASTER`: keepalived drops it."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.state_backup import state_backup
from holdfast.model.priority import starts_as_master
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """An instance that states both."""
    for node, instance in site.instances:
        stated = "state" in instance.settings and starts_as_master(instance)
        if stated and instance.preempt_delay > 0:
            yield Finding(
                f"keepalived drops the preempt_delay of {instance.name}, because its state is "
                "MASTER: a node that comes back takes the VIP at once, ready or not; write "
                "`state BACKUP` on every node",
                instance.at("preempt_delay"),
                also=(Also(instance.at("state"), "the state that clears it"),),
                fix=state_backup(node, instance),
            )
