# SPDX-License-Identifier: Apache-2.0
"""The relay is on one node of two only."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.pairs import pairs
from holdfast.model.place import Place
from holdfast.model.relay import RELAY_PATH
from holdfast.model.site import Site
from holdfast.text.span import Span


def check(site: Site) -> Iterator[Finding]:
    """Two nodes that share a VIP, of which one has a table."""
    seen = set()
    for vip, one, other in pairs(site):
        having, lacking = (one, other) if RELAY_PATH in one.node.files else (other, one)
        alone = RELAY_PATH in having.node.files and RELAY_PATH not in lacking.node.files
        if alone and (having.name, lacking.name) not in seen:
            seen.add((having.name, lacking.name))
            yield Finding(
                f"the relay is not on {lacking.name}: without its heartbeat nothing is handed to "
                f"it, nor does it hand anything back, so connections to {vip} break when it "
                "moves; run `holdfast fix SITE --relay`",
                Place(having.name, RELAY_PATH, Span(0, 0)),
            )
