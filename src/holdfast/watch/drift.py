# SPDX-License-Identifier: Apache-2.0
"""Files of a node that are not as the site has them; their names, never what is in them."""

from collections.abc import Iterator, Mapping
from typing import Literal

from msgspec import Struct

from holdfast.model.look import Look, Unread

How = Literal["differs", "missing", "extra", "unreadable"]


class Drift(Struct, frozen=True):
    """`extra` is a file that the site does not have; an `unreadable` one may differ or not."""

    path: str
    how: How


def drift(hashes: Mapping[str, str], look: Look | Unread) -> Iterator[Drift]:
    """By path. Nothing of a node that was not read, or not asked for its files."""
    if isinstance(look, Unread):
        return
    for path, told in sorted(look.hashes.items()):
        known = hashes.get(path)
        if told == "unreadable":
            yield Drift(path, "unreadable")
        elif known is None:
            yield Drift(path, "extra")
        elif told == "missing":
            yield Drift(path, "missing")
        elif told != known:
            yield Drift(path, "differs")
