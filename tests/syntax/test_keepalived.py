# SPDX-License-Identifier: Apache-2.0
"""keepalived's language: tokens, values, blocks (lib/parser.c, 2.2.7)."""

import pytest

from holdfast.syntax.keepalived import Line, Statement, parse, tokens, tree, unquote
from holdfast.syntax.token import Kind


def kinds(text: bytes) -> list[tuple[str, bytes]]:
    found = tokens(Line(text, 0))
    return [(token.kind.name, token.text) for token in found if token.kind is not Kind.BLANK]


def outline(statements: list[Statement]) -> list[object]:
    """Each statement as its words, and a list with them where it has a block."""
    return [
        b" ".join(s.values) if s.block is None else [b" ".join(s.values), *outline(s.block)]
        for s in statements
    ]


def read(data: bytes) -> list[object]:
    return outline(tree(parse(data).lines))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (b"a # b\n", [("WORD", b"a"), ("COMMENT", b"# b"), ("END", b"\n")]),
        (b"a!b", [("WORD", b"a"), ("COMMENT", b"!b")]),
        (rb"a\#b\!c", [("WORD", rb"a\#b\!c")]),
        (b'"a # {b} !"', [("WORD", b'"a # {b} !"')]),
        (b'a"b c"d', [("WORD", b"a"), ("WORD", b'"b c"'), ("WORD", b"d")]),
        (b'"a \\"b # c\\" d" e', [("WORD", b'"a \\"b # c\\" d"'), ("WORD", b"e")]),
        (b'"a\\" b', [("WORD", b'"a\\"'), ("WORD", b"b")]),
        (b'a "open { # x\r\n', [("WORD", b"a"), ("OPAQUE", b'"open { # x\r'), ("END", b"\n")]),
        (b"a{b}", [("WORD", b"a"), ("OPEN", b"{"), ("WORD", b"b"), ("CLOSE", b"}")]),
        (
            b"${A} $C",
            [("WORD", b"$"), ("OPEN", b"{"), ("WORD", b"A"), ("CLOSE", b"}"), ("WORD", b"$C")],
        ),
        (b"a\\", [("WORD", b"a\\")]),
    ],
)
def test_tokens(text: bytes, wanted: list[tuple[str, bytes]]) -> None:
    assert kinds(text) == wanted


@pytest.mark.parametrize(
    ("word", "value"),
    [(b"a", b"a"), (b'"a b"', b"a b"), (rb"a\#b\!", b"a#b!"), (rb"a\b", rb"a\b"), (b'""', b"")],
)
def test_unquote(word: bytes, value: bytes) -> None:
    assert unquote(word) == value


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", []),
        (b"a b\n\n# c\nd\n", [b"a b", b"d"]),
        (b"a b {\n c\n}\nd", [[b"a b", b"c"], b"d"]),
        (b"a b\n{\n c\n}\nd", [[b"a b", b"c"], b"d"]),
        (b"a\n\n# x\n{ c }\nd", [[b"a", b"c"], b"d"]),
        (b"a { b { c } d } e", [[b"a", [b"b", b"c"], b"d"], b"e"]),
        (b"a {}", [[b"a"]]),
        (b"a # {\nb", [b"a", b"b"]),
        (b'a "{" b', [b"a { b"]),
        (b"a {\n b {\n c\n", [[b"a", [b"b", b"c"]]]),
        (b"}\na\n}}\nb", [b"a", b"b"]),
        (b"{ a }\nb", [[b"", b"a"], b"b"]),
        (b"a { b } { c }", [[b"a", b"b"], [b"", b"c"]]),
    ],
)
def test_blocks(data: bytes, wanted: list[object]) -> None:
    assert read(data) == wanted


def test_where_statements_end() -> None:
    data = b"a b {\n  c d # x\n}\ne {\n f"
    outer, open_one = tree(parse(data).lines)
    assert outer.block is not None

    assert data[: outer.end] == b"a b {\n  c d # x\n}"
    assert data[outer.block[0].words[0].start : outer.block[0].end] == b"c d"
    assert open_one.end == -1


def test_a_deep_nest_is_no_trouble() -> None:
    depth, level = 0, tree(parse(b"a { " * 5000).lines)
    while level:
        depth, level = depth + 1, level[0].block or []

    assert depth == 5000
