# SPDX-License-Identifier: Apache-2.0
"""A word in haproxy.cfg that is no keyword of its section."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Severity
from holdfast.check.unknown_word import advice, meant, mistyped, where
from holdfast.load.haproxy.unknown import PROXIES, unknown_keywords
from holdfast.model.keyword import UnknownKeyword
from holdfast.model.site import Node, Site


def check(site: Site) -> Iterator[Finding]:
    """Each first word of a line, or behind `option`, that HAProxy would report."""
    for node in site.nodes:
        for found in unknown_keywords(node):
            yield Finding(
                f"HAProxy {found.version} knows no `{found.word}` {where(found)}: "
                f"{_effect(found)}{advice(found, 'HAProxy')}",
                found.place,
                fix=meant(node, found),
                severity=_severity(node, found),
            )


def _severity(node: Node, found: UnknownKeyword) -> Severity:
    """A slip of the pen stops HAProxy, where the words are surely those of the version at hand."""
    if found.newer is not None:
        return "info"
    return "error" if mistyped(found) and _is_of(node, found.version) else "warning"


def _is_of(node: Node, version: str) -> bool:
    """Whether the node has that version, but for its last number: by its packages, else by its
    release, Debian 12 where no file names one."""
    release = version.rpartition(".")[0]
    if node.packages is not None:
        return node.packages.get("haproxy", "").startswith(f"{release}.")
    return node.name is not None and (node.os.id, node.os.version) == ("debian", "12")


def _effect(found: UnknownKeyword) -> str:
    """Proxy sections have one parser: what belongs into another of them is often only ignored."""
    elsewhere = found.block in PROXIES and any(name in PROXIES for name in found.belongs_in)
    return "it ignores the line or does not start" if elsewhere else "it does not start"
