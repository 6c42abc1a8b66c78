# SPDX-License-Identifier: Apache-2.0
"""A virtual_router_id that is not between 1 and 255: keepalived does not start."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each id that keepalived refuses, where no valid one is left."""
    for node in site.nodes:
        missing = {i.name for i in node.keepalived.instances if i.virtual_router_id is None}
        for refused in node.keepalived.refused:
            if refused.keyword == "virtual_router_id" and refused.block in missing:
                yield Finding(
                    f"{refused.text} is no virtual_router_id: keepalived stops at once, with all "
                    "its instances; write a number from 1 to 255, the same on all nodes",
                    refused.place,
                )
