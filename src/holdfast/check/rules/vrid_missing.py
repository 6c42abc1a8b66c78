# SPDX-License-Identifier: Apache-2.0
"""No virtual_router_id is stated: keepalived does not start."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Every instance without one; one that is out of range is told of elsewhere."""
    for _, instance in site.instances:
        if "virtual_router_id" not in instance.settings:
            yield Finding(
                f"{instance.name} has no virtual_router_id: keepalived stops at once, with all "
                "its instances; give it one from 1 to 255, the same on all nodes",
                instance.place,
            )
