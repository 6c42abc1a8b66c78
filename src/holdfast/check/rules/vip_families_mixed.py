# SPDX-License-Identifier: Apache-2.0
"""IPv4 and IPv6 VIPs in one instance: those of the second family are ignored."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each VIP that is not of the family of the instance."""
    for node in site.nodes:
        for refused in node.keepalived.refused:
            if refused.keyword == "virtual_ipaddress":
                yield Finding(
                    f"keepalived ignores {refused.text}: it is not of the family that "
                    f"{refused.block} began with, so no node ever owns it; give it an instance "
                    "of its own, or list it in virtual_ipaddress_excluded",
                    refused.place,
                )
