# SPDX-License-Identifier: Apache-2.0
"""A state that is neither MASTER nor BACKUP."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.model.change import FileEdit
from holdfast.model.keyword import Refused
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def check(site: Site) -> Iterator[Finding]:
    """Each word that keepalived does not know; it takes BACKUP."""
    for node in site.nodes:
        for refused in node.keepalived.refused:
            if refused.keyword == "state":
                yield Finding(
                    f"`{refused.text}` is no state: keepalived takes BACKUP for {refused.block}; "
                    "write MASTER or BACKUP, in capitals",
                    refused.place,
                    fix=_fix(node, refused),
                )


def _fix(node: Node, refused: Refused) -> Fix | None:
    """What keepalived makes of it, in words; none where the word is not in the file."""
    place = refused.place
    word = refused.text.encode()
    span = Span(place.span.end - len(word), place.span.end)
    if not word or node.files[place.path].data[span.start : span.end] != word:
        return None
    return Fix("safe", (FileEdit(place.node, place.path, Edit(span, b"BACKUP")),))
