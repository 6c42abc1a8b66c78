# SPDX-License-Identifier: Apache-2.0
"""The words of a bind line that the methods write to."""

from holdfast.model.proxy import Bind
from holdfast.model.site import Node
from holdfast.syntax import haproxy
from holdfast.syntax.token import Kind, Token


def address_word(node: Node, bind: Bind) -> Token:
    """The word with the address, as written; a comma list is one word."""
    at = bind.place.span.start
    return next(t for t in words(node, bind) if t.start <= at < t.end)


def words(node: Node, bind: Bind) -> list[Token]:
    """The words of the line."""
    start, end = bind.line.span
    text = node.files[bind.line.path].data[start:end]
    found = haproxy.tokens(haproxy.Line(text, start))
    return [token for token in found if token.kind is Kind.WORD]
