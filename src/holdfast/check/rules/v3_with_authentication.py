# SPDX-License-Identifier: Apache-2.0
"""Authentication under VRRP version 3, which has none."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.small_edits import statement_dropped
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """An instance of version 3 that states an auth_type."""
    for node, instance in site.instances:
        if instance.version == 3 and instance.auth_type is not None:
            yield Finding(
                f"{instance.name} speaks VRRP version 3, which has no authentication: keepalived "
                "ignores this block, and whoever is on the network may take the VIP; drop the "
                "block, and let a firewall say who may send protocol 112",
                instance.at("authentication"),
                fix=statement_dropped(node, instance.place, "authentication", "safe"),
            )
