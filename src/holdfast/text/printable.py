# SPDX-License-Identifier: Apache-2.0
"""Text that a terminal only shows: hosts, logs and files may tell what it would obey."""

from holdfast.text.pattern import pattern

_OBEYED = pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028-\u202e\u2066-\u2069]"
)
"""Controls but tab and line feed, halves of surrogate pairs, line separators, what turns the
direction of text."""


def printable(text: str) -> str:
    """The same with U+FFFD for each character that is not text; its length stays."""
    return _OBEYED.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """The same as one line; ssh(1) ends its own with a carriage return."""
    lines = printable(text.replace("\r\n", "\n")).splitlines()
    return " ".join(filter(None, map(str.strip, lines)))
