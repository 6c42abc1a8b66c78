# SPDX-License-Identifier: Apache-2.0
"""A weight that is not between -253 and 253."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.keyword import Refused
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each weight that keepalived calls invalid, in a check or where it is tracked."""
    for node in site.nodes:
        for refused in node.keepalived.refused:
            if refused.keyword == "weight":
                yield Finding(
                    f"{refused.text} is no weight: {_effect(refused)}; write a number from -253 "
                    "to 253, or none, so that a failure is a FAULT",
                    refused.place,
                )


def _effect(refused: Refused) -> str:
    if refused.taken:
        return f"keepalived complains and takes {refused.taken}"
    return "keepalived takes the weight of the check itself"
