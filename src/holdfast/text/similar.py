# SPDX-License-Identifier: Apache-2.0
"""Did you mean …? The known word that a mistyped one is nearest to."""

from collections.abc import Iterable


def similar(word: str, known: Iterable[str]) -> str | None:
    """The nearest known word, the first of equals; None where over a third of the letters differ.

    Of words of three to five letters one may differ, of shorter ones none.
    """
    farthest = len(word) // 3
    near = ((distance(word, other), other) for other in known if _fits(word, other, farthest))
    best = min(near, key=lambda found: found[0], default=(farthest + 1, ""))
    return best[1] if best[0] <= farthest else None


def _fits(word: str, other: str, farthest: int) -> bool:
    return abs(len(word) - len(other)) <= farthest


def distance(one: str, other: str) -> int:
    """Letters to insert, drop, change, or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
