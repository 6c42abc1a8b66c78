# SPDX-License-Identifier: Apache-2.0
"""A node has no configuration of HAProxy, or of keepalived, and another node has one."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.text.span import Span


def check(site: Site) -> Iterator[Finding]:
    """Once for each node and daemon. A file that could not be read is told as such."""
    for node in site.nodes:
        unread = any(error.file.startswith(f"{node.source}/") for error in site.errors)
        if node.name is None or unread:
            continue
        for daemon, effect in (
            ("HAProxy", "nobody answers when the VIP comes there"),
            ("keepalived", "it does not take over when the owner fails"),
        ):
            other = next((o for o in site.nodes if _paths(o, daemon)), None)
            if other is not None and not _paths(node, daemon):
                yield _finding(node, other, daemon, effect)


def _paths(node: Node, daemon: str) -> tuple[str, ...]:
    return node.haproxy.paths if daemon == "HAProxy" else node.keepalived.paths


def _finding(node: Node, other: Node, daemon: str, effect: str) -> Finding:
    path = _paths(other, daemon)[0]
    return Finding(
        f"{node.name} has no configuration of {daemon}, and {other.name} has this one: {effect}; "
        f"add {path} to {node.name}",
        Place(other.name, path, Span(0, 0)),
    )
