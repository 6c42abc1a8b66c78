# SPDX-License-Identifier: Apache-2.0
"""The one kind of token that both languages share."""

from enum import IntEnum
from typing import NamedTuple


class Kind(IntEnum):
    """What a token is; joined in order, the tokens of a line give its bytes back."""

    BLANK = 0
    WORD = 1
    COMMENT = 2
    OPEN = 3
    CLOSE = 4
    END = 5
    OPAQUE = 6


class Token(NamedTuple):
    """A piece of a line: its kind, its bytes as written, its offset in the file."""

    kind: Kind
    text: bytes
    start: int

    @property
    def end(self) -> int:
        """The offset after the last byte."""
        return self.start + len(self.text)
