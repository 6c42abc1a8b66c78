# SPDX-License-Identifier: Apache-2.0
"""`unicast_src_ip` without a `unicast_peer`: multicast after all."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Site

KEYWORDS = ("unicast_src_ip", "unicast_peer", "check_unicast_src", "old_unicast_checksum")


def check(site: Site) -> Iterator[Finding]:
    """An instance that speaks of unicast and has no peer; `unicast_fault_no_peer` is told apart."""
    for _, instance in site.instances:
        stated = next((word for word in KEYWORDS if word in instance.settings), None)
        if stated is None or instance.unicast_peers:
            continue
        if "unicast_fault_no_peer" not in instance.settings:
            yield Finding(
                f"{instance.name} has {stated} and no peer: keepalived uses multicast after all, "
                "which a network without multicast drops; list the other nodes in unicast_peer, "
                f"or drop {stated}",
                instance.at(stated),
            )
