# SPDX-License-Identifier: Apache-2.0
"""A state that is neither MASTER nor BACKUP."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.small_edits import word_changed
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each word that keepalived does not know; it takes BACKUP."""
    for node in site.nodes:
        for refused in node.keepalived.refused:
            if refused.keyword == "state":
                yield Finding(
                    f"`{refused.text}` is no state: keepalived takes BACKUP for {refused.block}; "
                    "write MASTER or BACKUP, in capitals",
                    refused.place,
                    fix=word_changed(node, refused.place, refused.text, refused.taken, "safe"),
                )
