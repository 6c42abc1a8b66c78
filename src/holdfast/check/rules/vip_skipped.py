# SPDX-License-Identifier: Apache-2.0
"""An entry of virtual_ipaddress that keepalived skips."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.keyword import Refused
from holdfast.model.site import Site

NO_VIP = ("address", "dev", "scope", "broadcast", "brd", "label", "peer", "preferred_lft")


def check(site: Site) -> Iterator[Finding]:
    """Each entry that is no address, or whose last word lacks its argument."""
    for node in site.nodes:
        for refused in node.keepalived.refused:
            if refused.keyword in NO_VIP:
                yield Finding(
                    f"keepalived complains and skips `{refused.text}` of {refused.block}: "
                    f"{_why(refused)}, so no node ever owns it; {_remedy(refused)}",
                    refused.place,
                )


def _why(refused: Refused) -> str:
    if refused.keyword == "address":
        return "it is no IP address"
    return f"nothing stands behind `{refused.keyword}`"


def _remedy(refused: Refused) -> str:
    if refused.keyword == "address":
        return "write an IPv4 or IPv6 address, such as 172.22.21.36/24"
    return f"write what `{refused.keyword}` is to be, or drop that word"
