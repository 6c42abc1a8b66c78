# SPDX-License-Identifier: Apache-2.0
"""Digits of others: a number, or none at all, and never an exception."""

import pytest

from holdfast.text.decimal import MOST_DIGITS, decimal


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "+1", " 1", "1.5", "1_0", "\u0665\u0661", "²", "9" * 5000]
)
def test_what_is_no_number(text: str) -> None:
    assert decimal(text) is None


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("080", 80), ("65536", 65536)])
def test_what_is_one(text: str, number: int) -> None:
    assert decimal(text) == number


def test_how_long_one_may_be() -> None:
    assert decimal("9" * MOST_DIGITS) == 10**MOST_DIGITS - 1
    assert decimal("9" * (MOST_DIGITS + 1)) is None
