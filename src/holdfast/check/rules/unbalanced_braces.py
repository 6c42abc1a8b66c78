# SPDX-License-Identifier: Apache-2.0
"""A `{` without its `}` in keepalived.conf, or the other way round."""

from collections.abc import Iterator
from typing import assert_never

from holdfast.check.finding import Also, Finding
from holdfast.check.small_edits import line_dropped, word_changed
from holdfast.model.keyword import Unbalanced, UnknownKeyword
from holdfast.model.site import Node, Site


def check(site: Site) -> Iterator[Finding]:
    """The block that is never closed or never opened, and each brace that closes nothing."""
    for node in site.nodes:
        for found in node.keepalived.unbalanced:
            match found.kind:
                case "open":
                    yield _open(found)
                case "unopened":
                    yield _unopened(node, found)
                case "close":
                    yield _close(node, found)
                case _:
                    assert_never(found.kind)


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


def _unopened(node: Node, found: Unbalanced) -> Finding:
    return Finding(
        f"`{found.block}` has no `{{`: keepalived takes its `}}` for that of the block around, and "
        "what follows there is ignored; add the `{`",
        found.place,
        fix=word_changed(node, found.place, found.block, f"{found.block} {{", "unsafe"),
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
