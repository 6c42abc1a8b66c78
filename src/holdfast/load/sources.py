# SPDX-License-Identifier: Apache-2.0
"""`source` lines and options: the address HAProxy connects from (manual 4.2 and 5.2, "source")."""

from msgspec import Struct

from holdfast.load.haproxy.hinted import hinted_directives
from holdfast.load.haproxy.walk import ReadSection
from holdfast.load.servers import host_and_port
from holdfast.model.address import Address
from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.syntax.haproxy import Directive
from holdfast.text.span import Span

_FURTHER = frozenset(("usesrc", "interface"))
"""What may stand behind the address, each with an argument (manual 5.2, "source")."""


class Source(Struct, frozen=True):
    """`proxy` is None in a defaults section, `server` where it counts for all of a section's.

    `place` is the option with all its arguments.
    """

    address: Address
    proxy: str | None
    server: str | None
    place: Place


def sources(node: Node) -> tuple[Source, ...]:
    """All of a node's, in file order; what is no IP address is left out."""
    found = (_source(node, *hit) for hit in hinted_directives(node, (b"source",)))
    return tuple(source for source in found if source is not None)


def _source(node: Node, read: ReadSection, line: Directive) -> Source | None:
    words = [value.decode(errors="replace") for value in line.values]
    if "source" not in words[:-1] or words[0] not in ("source", "server", "default-server"):
        return None
    at = words.index("source")
    stop = at + (2 if _FURTHER.isdisjoint(words[at + 2 : at + 3]) else 4)
    address, _ = host_and_port(words[at + 1])
    head = read.section.head
    section = head.value(1).decode(errors="replace") if head is not None else None
    if isinstance(address, str):
        return None
    return Source(
        address,
        proxy=None if read.section.keyword == b"defaults" else section,
        server=words[1] if words[0] == "server" else None,
        place=Place(node.name, read.path, Span(line.words[at].start, line.words[at:stop][-1].end)),
    )
