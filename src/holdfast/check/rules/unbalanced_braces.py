# SPDX-License-Identifier: Apache-2.0
"""A `{` without its `}` in keepalived.conf, or the other way round."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.small_edits import line_dropped
from holdfast.model.keyword import Unbalanced, UnknownKeyword
from holdfast.model.site import Node, Site


def check(site: Site) -> Iterator[Finding]:
    """The block that is never closed, and each brace that closes nothing."""
    for node in site.nodes:
        for found in node.keepalived.unbalanced:
            yield _open(found) if found.kind == "open" else _close(node, found)


def _open(found: Unbalanced) -> Finding:
    return Finding(
        f"`{found.block}` is never closed: keepalived reads all that follows as part of it, and "
        "the blocks below are lost or spoil this one; add the `}`",
        found.place,
        also=(
            (Also(found.before, "this does not belong here: the brace is missing above"),)
            if found.before is not None
            else ()
        ),
    )


def _close(node: Node, found: Unbalanced) -> Finding:
    """One that only stands about does no harm; one too early puts statements at the top level."""
    outside = [word for word in node.keepalived.unknown if _fell_out(word)]
    if not outside:
        return Finding(
            "this `}` closes nothing: keepalived complains and goes on; drop it",
            found.place,
            fix=line_dropped(node, found.place, "safe"),
            severity="warning",
        )
    first = outside[0]
    return Finding(
        f"this `}}` closes nothing: a `}}` further up ended a block too early, so keepalived "
        f"ignores `{first.word}` and what follows it; drop the one above `{first.word}`",
        found.place,
        also=(Also(first.place, f"`{first.word}` stands outside every block"),),
    )


def _fell_out(word: UnknownKeyword) -> bool:
    return not word.block and bool(word.belongs_in)
