# SPDX-License-Identifier: Apache-2.0
"""Two nodes with the same priority: their addresses decide."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.pairs import pairs
from holdfast.model.priority import effective_priority
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Nodes that advertise the same while all is well; a missing priority is told of elsewhere."""
    for vip, one, other in pairs(site):
        both = [effective_priority(m.node.keepalived, m.instance) for m in (one, other)]
        stated = all("priority" in m.instance.settings for m in (one, other))
        if both[0] == both[1] and stated:
            yield Finding(
                f"{other.name} and {one.name} both advertise priority {both[0]} for {vip}: who "
                "is first stays the owner, and of two owners the higher address wins; give them "
                "two priorities if you want to say who",
                other.instance.at("priority"),
                also=(Also(one.instance.at("priority"), f"{one.name} has the same"),),
            )
