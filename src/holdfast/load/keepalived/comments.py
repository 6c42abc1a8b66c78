# SPDX-License-Identifier: Apache-2.0
"""A line without its comment, as keepalived takes it (decomment in lib/parser.c, 2.2.7)."""

import re

from holdfast.text.pattern import pattern

_SPECIAL = pattern(rb"[!#\"\\]")


def decomment(line: bytes) -> bytes:
    """The line without comment and outer blanks; `\\#` and `\\!` made plain outside quotes.

    A backslash at the very end stays there, one blank or none before it removed.
    """
    text = bytearray(line.lstrip(b" \t"))
    at, quoted, comment, continued = 0, False, -1, False
    while match := _SPECIAL.search(text, at):
        at = match.start()
        byte = match[0]
        if byte == b"\\":
            following = bytes(text[at + 1 : at + 2])
            if not following:
                del text[at:]
                continued = True
                break
            if not quoted and following in (b"#", b"!"):
                del text[at]
                at += 1
            else:
                at += 2
            continue
        if byte == b'"':
            quoted ^= comment < 0
        elif not quoted and comment < 0:
            comment = at
        at += 1
    kept = bytes(text if comment < 0 else text[:comment]).rstrip(b" \t")
    return kept + b"\\" if continued else kept


def protect(text: bytes) -> bytes:
    """The reverse for what is read again: `#` and `!` outside quotes get their backslash."""
    if b"#" not in text and b"!" not in text:
        return text
    pieces = text.split(b'"')
    pieces[::2] = [re.sub(rb"([#!])", rb"\\\1", piece) for piece in pieces[::2]]
    return b'"'.join(pieces)
