# SPDX-License-Identifier: Apache-2.0
"""Rules that give the sockets of clients a mark of their own (manual 4.2, `set-mark`)."""

from holdfast.load.haproxy.hinted import hinted_directives
from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.text.span import Span

_RULES = frozenset((b"http-request", b"tcp-request", b"http-response", b"http-after-response"))
_ACTIONS = (b"set-mark", b"set-fc-mark")
"""The second name is that of HAProxy 3.0."""


def client_marks(node: Node) -> tuple[Place, ...]:
    """The places of such rules in haproxy.cfg."""
    return tuple(
        Place(node.name, read.path, Span(line.words[0].start, line.words[-1].end))
        for read, line in hinted_directives(node, _ACTIONS)
        if line.words[0].text in _RULES and not set(_ACTIONS).isdisjoint(line.values)
    )
