# SPDX-License-Identifier: Apache-2.0
"""Numbers as keepalived 2.2.7 reads them (read_int, read_unsigned, read_timer in lib/parser.c).

Where keepalived is `lenient`, it says that a number with something behind it is invalid and takes
the number all the same: `weight 5x` is 5, `weight x` is 0.
"""

import re
from typing import Literal

_INTEGER = re.compile(rb"[ \t\v\f\r\n]*([-+]?[0-9]{1,30})")
_DECIMAL = re.compile(rb"([0-9]{0,30})(?:\.([0-9]*))?")

Strictness = Literal["lenient", "strict"]


def integer(
    text: bytes, lowest: int, highest: int, strictness: Strictness = "lenient"
) -> int | None:
    """The number keepalived takes, or None where it keeps what it had."""
    value, whole = prefix(text)
    if not lowest <= value <= highest or (strictness == "strict" and not whole):
        return None
    return value


def unsigned(
    text: bytes, lowest: int, highest: int, strictness: Strictness = "lenient"
) -> int | None:
    """As `integer`; a minus sign makes a number too large."""
    return None if b"-" in text[:1] else integer(text, lowest, highest, strictness)


def prefix(text: bytes) -> tuple[int, bool]:
    """The number a text begins with, 0 where there is none, and whether that is all of it."""
    match = _INTEGER.match(text)
    if match is None:
        return 0, False
    return int(match[1]), match.end() == len(text)


def seconds(text: bytes, lowest: float, highest: float) -> float | None:
    """A time in seconds with at most six decimals, lenient; None where it is out of range."""
    match = _DECIMAL.match(text)
    if text[:1] == b"-" or match is None:
        return None
    point = text.find(b".")
    decimals = text[point + 1 :] if point >= 0 else b""
    digits = (text[:point] if point >= 0 else text) + decimals[:6].ljust(6, b"0")
    micros = prefix(digits)[0] + (decimals[6:7] >= b"5")
    value = micros / 1_000_000
    return value if lowest <= value <= highest else None
