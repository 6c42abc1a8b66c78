# SPDX-License-Identifier: Apache-2.0
"""Command lines as alloc_strvec_quoted_escaped of keepalived 2.2.7 cuts them."""

import pytest

from holdfast.syntax.keepalived import command_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (rb"a  b", [b"a", b"b"]),
        (rb"a'b c'd", [b"ab cd"]),
        (rb'''"a 'b c' d"''', [b"a 'b c' d"]),
        (rb"""'a "b c" d'""", [b'a "b c" d']),
        (rb'"a \"b\" c"', [b'a "b" c']),
        (rb"\x41\101\cA\t\q\ b", [b"AA\x01\tq b"]),
    ],
)
def test_quotes_of_one_kind_protect_those_of_the_other(text: bytes, words: list[bytes]) -> None:
    assert list(command_words(text)) == words
