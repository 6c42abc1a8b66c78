# SPDX-License-Identifier: Apache-2.0
"""The nearest word, and none where nothing is near."""

import pytest

from holdfast.text.similar import distance, similar

KNOWN = ("nopreempt", "priority", "preempt", "preempt_delay")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("no_preempt", "nopreempt"),
        ("nopremept", "nopreempt"),
        ("prioritiy", "priority"),
        ("preempt_dealy", "preempt_delay"),
        ("interface", None),
        ("", None),
        ("pr", None),
    ],
)
def test_the_nearest_word(word: str, meant: str | None) -> None:
    assert similar(word, KNOWN) == meant


def test_of_equally_near_words_the_first_is_taken() -> None:
    assert similar("bat", ["cat", "hat"]) == "cat"


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("abc", "abd", 1), ("kitten", "sitting", 3)],
)
def test_the_distance_counts_letters(one: str, other: str, letters: int) -> None:
    assert distance(one, other) == letters
    assert distance(other, one) == letters
