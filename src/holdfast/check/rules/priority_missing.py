# SPDX-License-Identifier: Apache-2.0
"""No priority is stated: keepalived takes 100, or 255."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.priority import OWNER
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Every instance without a priority."""
    for _, instance in site.instances:
        if "priority" in instance.settings:
            continue
        if instance.priority == OWNER:
            effect = "its state is MASTER, so keepalived takes 255, which no weight ever lowers"
        else:
            effect = "keepalived takes 100, on every node where it is missing"
        yield Finding(
            f"{instance.name} has no priority: {effect}; state one from 1 to 254 on each node",
            instance.at("state") if instance.priority == OWNER else instance.place,
        )
