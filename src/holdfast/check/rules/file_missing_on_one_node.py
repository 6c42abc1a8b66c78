# SPDX-License-Identifier: Apache-2.0
"""A file that haproxy.cfg names is there on one node only, or differs."""

from collections.abc import Iterator

from holdfast.check.copied import copied
from holdfast.check.finding import Also, Finding
from holdfast.model.place import Place
from holdfast.model.proxy import Reference
from holdfast.model.site import Node, Site
from holdfast.text.span import Span


def check(site: Site) -> Iterator[Finding]:
    """Each path once a node. What no node has may be a secret that nobody puts among files; on
    this host itself it is missing."""
    for node in site.nodes:
        for path, named in {ref.path: ref for ref in node.named_files}.items():
            others = [other for other in site.nodes if other is not node and _has(other, path)]
            if not named.there and (others or node.live):
                yield _missing(node, named, others)
            elif named.there:
                yield from _differs(site, node, named)


def _has(node: Node, path: str) -> bool:
    named = any(ref.path == path and ref.there for ref in node.named_files)
    return named or node.file(path) is not None


def _missing(node: Node, named: Reference, others: list[Node]) -> Finding:
    elsewhere = f", but {others[0].name} has it" if others else ""
    return Finding(
        f"{named.path} is not there{elsewhere}: HAProxy does not start here, so there is nobody to "
        "take the VIP; copy the file",
        named.place,
        also=tuple(Also(_at(other, named.path), "is there on this node") for other in others[:1]),
        fix=copied(node, named.path, others[0]) if others else None,
    )


def _differs(site: Site, node: Node, named: Reference) -> Iterator[Finding]:
    """From the first node that has it; the first one is not told that it differs from itself."""
    first = next((n for n in site.nodes if n.file(named.path)), None)
    own, other = node.file(named.path), first.file(named.path) if first is not None else None
    if first is not None and own and other and own.data != other.data:
        yield Finding(
            f"{named.path} is not the same as on {first.name}: what clients get changes when the "
            "VIP moves; copy the newer one",
            named.place,
            also=(Also(_at(first, named.path), "the other one"),),
            severity="warning",
        )


def _at(node: Node, path: str) -> Place:
    """The file; a folder, or what was not read, is shown by the line that names it."""
    file = node.file(path)
    if file is not None:
        return Place(node.name, file.path, Span(0, 0))
    return next(ref.place for ref in node.named_files if ref.path == path)
