# SPDX-License-Identifier: Apache-2.0
"""The account: a sentence for each thing that happened, in the order of the clocks."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace


class Entry(Struct, frozen=True):
    """`node` is None for what is not of one node. `times`: how often it was said until `until`.

    `order_unsure`: another node's entry stands above it that may have come after it.
    """

    at: float
    node: str | None
    text: str
    group: str | None = None
    times: int = 1
    until: float | None = None
    order_unsure: bool = False


def in_order(entries: Iterable[Entry], unsure_ms: float) -> tuple[Entry, ...]:
    """All of them by time; those that the clocks cannot put into an order are marked."""
    found: list[Entry] = []
    for entry in sorted(entries, key=lambda entry: entry.at):
        unsure = False
        for above in reversed(found):
            if unsure or entry.at - above.at > unsure_ms:
                break
            unsure = _of_two(entry, above)
        found.append(replace(entry, order_unsure=unsure))
    return tuple(found)


def _of_two(entry: Entry, above: Entry) -> bool:
    return entry.node is not None and above.node is not None and entry.node != above.node


def duration(ms: float) -> str:
    """A length of time in the unit that suits it."""
    if ms < 999.5:
        return f"{ms:.0f} ms"
    if ms < 120_000:
        return f"{ms / 1000:.1f} s"
    minutes = ms / 60_000
    return f"{minutes:.0f} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"
