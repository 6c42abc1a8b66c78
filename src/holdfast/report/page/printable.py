# SPDX-License-Identifier: Apache-2.0
"""Text that any page can hold: what came from file names and logs need not be."""

import re
from typing import TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

_NO_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u2028-\u202e\u2066-\u2069\U00010000-\U0010ffff]"
)
"""Controls, halves of surrogate pairs, line separators, what turns the direction of text; and what
lies beyond U+FFFF, which Vega cuts in two where it shortens a text."""


def printable(value: T) -> T:
    """The same with U+FFFD for each character that is not text."""
    told: T = msgspec.convert(_printable(msgspec.to_builtins(value)), type(value))
    return told


def _printable(value: object) -> object:
    if isinstance(value, str):
        return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {_printable(key): _printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value
