# SPDX-License-Identifier: Apache-2.0
"""A word in keepalived.conf that is no keyword there."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Severity
from holdfast.check.unknown_word import advice, meant, mistyped, where
from holdfast.model.keyword import UnknownKeyword
from holdfast.model.site import Site

VIPS = ("virtual_ipaddress", "virtual_ipaddress_excluded")


def check(site: Site) -> Iterator[Finding]:
    """Each word that keepalived would report; where braces are missing, that is the fault.

    An unknown block is worse than an unknown line: its brace ends the block around it.
    """
    for node in site.nodes:
        broken = bool(node.keepalived.unbalanced)
        for found in node.keepalived.unknown:
            if not (broken and found.belongs_in):
                yield Finding(
                    f"keepalived {found.version} knows no `{found.word}` {where(found)}: "
                    f"{_effect(found)}{advice(found, 'keepalived')}",
                    found.place,
                    fix=meant(node, found),
                    severity=_severity(found),
                )


def _effect(found: UnknownKeyword) -> str:
    if found.block in VIPS:
        return "it ignores the word"
    if not found.opens:
        return "it ignores the line"
    if not found.block:
        return "it ignores the block"
    return f"its closing brace ends the {found.block}, and all that follows in there is lost"


def _severity(found: UnknownKeyword) -> Severity:
    """A block that is surely mistyped loses what stands in and below it."""
    if found.newer is not None:
        return "info"
    return "error" if found.opens and (mistyped(found) or found.belongs_in) else "warning"
