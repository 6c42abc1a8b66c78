# SPDX-License-Identifier: Apache-2.0
"""Text that a terminal only shows."""

import pytest

from holdfast.text.printable import one_line, printable


@pytest.mark.parametrize("text", ["", "lb1: ok", "a\tb\nc\n", "ä漢\U0001f600", "≈"])
def test_what_is_text_stays(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    "obeyed", ["\x1b", "\x9b", "\r", "\x07", "\b", "\x7f", "\udcff", "\u202e", "\u2028", "\0"]
)
def test_what_a_terminal_obeys_is_replaced(obeyed: str) -> None:
    assert printable(f"a{obeyed}[2Jb") == "a\ufffd[2Jb"


def test_one_line() -> None:
    assert (
        one_line("  it failed:\n\n  \x1b[31mwhy\r\nwho\r") == "it failed: \ufffd[31mwhy who\ufffd"
    )
