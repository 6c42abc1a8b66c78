# SPDX-License-Identifier: Apache-2.0
"""Numbers in files of others, where anything at all may stand in their place."""

MOST_DIGITS = 18
"""No port, prefix, priority or number of seconds has more; Python refuses to read 4 301."""


def decimal(text: str) -> int | None:
    """The number that ASCII digits spell, 0 or more; None for all else, and for too many digits."""
    spells = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if spells else None
