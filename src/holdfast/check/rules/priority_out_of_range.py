# SPDX-License-Identifier: Apache-2.0
"""A priority that is not between 1 and 255."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each priority that keepalived refuses; it then takes 100."""
    for node in site.nodes:
        for refused in node.keepalived.refused:
            if refused.keyword == "priority":
                yield Finding(
                    f"{refused.text} is no priority: keepalived takes {refused.taken} for "
                    f"{refused.block}, whoever that makes the owner; write a number from 1 to 254",
                    refused.place,
                )
