# SPDX-License-Identifier: Apache-2.0
"""A word in haproxy.cfg that is no keyword of its section."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.unknown_word import advice, meant, where
from holdfast.load.haproxy.unknown import PROXIES, unknown_keywords
from holdfast.model.keyword import UnknownKeyword
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each first word of a line, or behind `option`, that HAProxy would report."""
    for node in site.nodes:
        for found in unknown_keywords(node):
            yield Finding(
                f"HAProxy {found.version} knows no `{found.word}` {where(found)}: "
                f"{_effect(found)}{advice(found, 'HAProxy')}",
                found.place,
                fix=meant(node, found),
                severity="warning" if found.newer is None else "info",
            )


def _effect(found: UnknownKeyword) -> str:
    """Proxy sections have one parser: what belongs into another of them is often only ignored."""
    elsewhere = found.block in PROXIES and any(name in PROXIES for name in found.belongs_in)
    return "it ignores the line or does not start" if elsewhere else "it does not start"
