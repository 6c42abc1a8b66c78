# SPDX-License-Identifier: Apache-2.0
"""An auth_pass of more than 8 characters: the rest is cut off."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.small_edits import word_changed
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each such password, where authentication is used at all; it is not repeated here."""
    for node in site.nodes:
        used = {
            i.name for i in node.keepalived.instances if i.version == 2 and i.auth_type is not None
        }
        for refused in node.keepalived.refused:
            if refused.keyword == "auth_pass" and refused.block in used:
                yield Finding(
                    f"keepalived cuts this auth_pass after 8 of its {len(refused.text)} "
                    "characters, and sends those in the clear: two passwords that begin alike "
                    "are equal; write 8 characters, and do not count on them for security",
                    refused.place,
                    fix=word_changed(node, refused.place, refused.text, refused.taken, "safe"),
                )
