# SPDX-License-Identifier: Apache-2.0
"""Nodes run different releases, or different versions of the two daemons."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.text.span import Span

DAEMONS = ("haproxy", "keepalived")


def check(site: Site) -> Iterator[Finding]:
    """Against the first node, as far as dpkg's database or os-release are among the files."""
    for node in site.nodes[1:]:
        first = site.nodes[0]
        different = list(_different(first, node))
        if different and node.name is not None:
            yield Finding(
                f"this node runs {' and '.join(here for _, here in different)}, {first.name} "
                f"{' and '.join(there for there, _ in different)}: what one accepts and does the "
                "other may not; bring them to the same version",
                _place(node),
                also=(Also(_place(first), f"{first.name}'s configuration"),),
            )


def _different(first: Node, node: Node) -> Iterator[tuple[str, str]]:
    """What the first runs, and what this one does."""
    if first.packages is not None and node.packages is not None:
        for name in DAEMONS:
            there, here = first.packages.get(name), node.packages.get(name)
            if there and here and there != here:
                yield f"{name} {there}", f"{name} {here}"
    elif first.os.stated and node.os.stated and first.os != node.os:
        yield f"{first.os.id} {first.os.version}", f"{node.os.id} {node.os.version}"


def _place(node: Node) -> Place:
    paths = node.keepalived.paths or node.haproxy.paths or tuple(node.files)
    return Place(node.name, paths[0] if paths else "/", Span(0, 0))
