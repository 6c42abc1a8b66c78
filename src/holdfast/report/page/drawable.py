# SPDX-License-Identifier: Apache-2.0
"""Text that the page and its drawings can hold."""

import re

from holdfast.text.printable import printable

_BEYOND = re.compile("[\U00010000-\U0010ffff]")
"""Vega cuts these in two where it shortens a text."""


def drawable(text: str) -> str:
    """The same with U+FFFD for each character that is not text, or that Vega cannot shorten."""
    return _BEYOND.sub("\N{REPLACEMENT CHARACTER}", printable(text))
