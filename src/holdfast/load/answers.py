# SPDX-License-Identifier: Apache-2.0
"""Who answers a request that comes to a frontend, read when somebody asks (manual 4.2)."""

from msgspec import Struct
from msgspec.structs import replace

from holdfast.load.haproxy.walk import ReadSection, walk_node
from holdfast.model.place import Place
from holdfast.model.proxy import Proxy
from holdfast.model.site import Node
from holdfast.syntax.haproxy import Directive, directives
from holdfast.text.span import Span

_ITSELF = frozenset(
    (b"block", b"errorfiles", b"http-errors", b"monitor", b"redirect", b"stats", b"tcp-request")
)
_LINES = _ITSELF | frozenset(
    (b"default_backend", b"http-request", b"monitor-uri", b"server", b"use_backend")
)
_PASSES_ON = frozenset((b"add-header", b"del-header", b"set-header", b"set-var", b"capture"))


class Answers(Struct, frozen=True):
    """`monitor_uri` is the one path that HAProxy answers itself; `itself` says that it may answer
    others too; `handed_on` is the first line that hands requests to servers."""

    monitor_uri: str | None = None
    itself: bool = False
    handed_on: Place | None = None


def answers(node: Node, proxy: Proxy) -> Answers:
    """Of a proxy of the node; what any `defaults` section says is taken to count for it."""
    found = Answers()
    for read in walk_node(node):
        if read.section.keyword == b"defaults" or _is(read, proxy):
            for directive in directives(read.section, _LINES):
                found = _with(found, node, read, directive)
    return found


def _is(read: ReadSection, proxy: Proxy) -> bool:
    head = read.section.head
    place = proxy.place
    return head is not None and (read.path, head.words[0].start) == (place.path, place.span.start)


def _with(found: Answers, node: Node, read: ReadSection, directive: Directive) -> Answers:
    keyword = directive.words[0].text
    if keyword == b"monitor-uri":
        return replace(found, monitor_uri=directive.value(1).decode(errors="replace"))
    if keyword in _ITSELF or (keyword == b"http-request" and directive.value(1) not in _PASSES_ON):
        return replace(found, itself=True)
    if keyword == b"http-request" or found.handed_on is not None:
        return found
    span = Span(directive.words[0].start, directive.words[-1].end)
    return replace(found, handed_on=Place(node.name, read.path, span))
