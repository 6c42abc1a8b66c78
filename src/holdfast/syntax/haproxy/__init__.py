# SPDX-License-Identifier: Apache-2.0
"""HAProxy's configuration language (HAProxy 2.6 configuration manual, chapter 2)."""

from holdfast.syntax.haproxy.lex import Document, Line, parse, tokens, unquote
from holdfast.syntax.haproxy.tree import SECTIONS, Directive, Section, directives, sections

__all__ = [
    "SECTIONS",
    "Directive",
    "Document",
    "Line",
    "Section",
    "directives",
    "parse",
    "sections",
    "tokens",
    "unquote",
]
