# SPDX-License-Identifier: Apache-2.0
"""An advert_int that keepalived does not take as it is written."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.small_edits import word_changed
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Fractions of a second under version 2, steps below 10 ms and long intervals under version 3.

    What is no number at all is told of as well: keepalived then takes 1 s.
    """
    for node in site.nodes:
        versions = {i.name: i.version for i in node.keepalived.instances}
        for refused in node.keepalived.refused:
            if refused.keyword == "advert_int":
                version = versions.get(refused.block, 2)
                knows = "whole seconds" if version == 2 else "hundredths of a second up to 40.95"
                other = "; or use version 3 on all nodes" if version == 2 else ""
                yield Finding(
                    f"advert_int {refused.text} of {refused.block} becomes {refused.taken} s: VRRP "
                    f"version {version} knows {knows}; write what you want{other}",
                    refused.place,
                    fix=word_changed(node, refused.place, refused.text, refused.taken, "safe"),
                )
