# SPDX-License-Identifier: Apache-2.0
"""A pattern that is compiled when it is used."""

import re

import pytest

from holdfast.text.pattern import pattern


def test_it_does_what_a_compiled_one_does() -> None:
    words = pattern(r"(?P<first>\w)\w*", re.IGNORECASE)

    assert words.findall("one two") == ["o", "t"]
    assert words.groupindex == {"first": 1}
    assert words.flags == re.compile("", re.IGNORECASE).flags
    assert words.sub("x", "one two") == "x x"


def test_its_methods_are_looked_up_once() -> None:
    word = pattern(rb"\w+")

    assert word.match is word.match


def test_a_mistake_shows_at_the_first_use() -> None:
    broken = pattern("(")

    with pytest.raises(re.error):
        broken.match("")
