# SPDX-License-Identifier: Apache-2.0
"""A table of what programs say, and what each means: a pattern whose named groups are fields."""

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

import msgspec

from holdfast.story.happening import Happening


class Saying(NamedTuple):
    """`pattern` is matched from the beginning; `known` are the fields that it does not name."""

    pattern: re.Pattern[str]
    kind: type[Happening]
    known: dict[str, object]


def saying(pattern: str, kind: type[Happening], /, **known: object) -> Saying:
    """A row of a table."""
    return Saying(re.compile(pattern), kind, known)


def understood(table: Iterable[Saying], text: str, at: float, node: str) -> Happening | None:
    """What the first row that matches makes of a line; None where none does, or a number in it is
    none that a program writes."""
    for row in table:
        if found := row.pattern.match(text):
            named = {name: value for name, value in found.groupdict().items() if value is not None}
            fields = {"at": at, "node": node, **row.known, **named}
            with suppress(msgspec.ValidationError):
                return msgspec.convert(fields, row.kind, strict=False)
    return None
