# SPDX-License-Identifier: Apache-2.0
"""keepalived's configuration language (keepalived.conf(5), keepalived 2.2.7)."""

from holdfast.syntax.keepalived.lex import Document, Line, command_words, parse, tokens, unquote
from holdfast.syntax.keepalived.tree import Statement, tree

__all__ = [
    "Document",
    "Line",
    "Statement",
    "command_words",
    "parse",
    "tokens",
    "tree",
    "unquote",
]
