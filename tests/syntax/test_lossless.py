# SPDX-License-Identifier: Apache-2.0
"""Every byte string parses, comes back byte for byte, and every span tells the truth."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from holdfast.syntax import haproxy, keepalived
from holdfast.syntax.keepalived import Statement

CORPUS = sorted(
    path for path in (Path(__file__).parents[3] / "shared/corpus").glob("*/*") if path.is_file()
)
PIECES = [bytes([byte]) for byte in b" \t\r\n\v\f\\\"'#!{}$@~.a0\x00\xff\x1c\x85"] + [
    b"frontend ",
    b"\nlisten a\n",
    b"\n.if x\n",
    b"\n.else\n",
    b"\n.endif\n",
    b"${A}",
    b"\\x4",
    b"bind :80",
]
ANY_BYTES = st.binary(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)


def assert_haproxy_is_lossless(data: bytes) -> None:
    document = haproxy.parse(data)

    assert bytes(document) == data
    assert b"".join(line.text for line in document.lines) == data
    for line in document.lines:
        found = list(haproxy.tokens(line))
        assert b"".join(token.text for token in found) == line.text
        assert all(data[token.start : token.end] == token.text for token in found)
    assert_sections_cover(data, document)


def assert_sections_cover(data: bytes, document: haproxy.Document) -> None:
    found = haproxy.sections(document)

    assert b"".join(data[section.start : section.end] for section in found) == data
    for section in found:
        for directive in haproxy.directives(section):
            assert all(data[word.start : word.end] == word.text for word in directive.words)
            assert len(directive.values) == len(directive.words)


def assert_keepalived_is_lossless(data: bytes) -> None:
    document = keepalived.parse(data)

    assert bytes(document) == data
    for line in document.lines:
        found = list(keepalived.tokens(line))
        assert b"".join(token.text for token in found) == line.text
        assert all(data[token.start : token.end] == token.text for token in found)
    assert_statements_are_within(data, keepalived.tree(document.lines))


def assert_statements_are_within(data: bytes, statements: list[Statement]) -> None:
    for statement in statements:
        assert all(data[word.start : word.end] == word.text for word in statement.words)
        assert -1 <= statement.end <= len(data)
        assert len(statement.values) == len(statement.words)
        assert_statements_are_within(data, statement.block or [])


@settings(max_examples=300, deadline=None)
@given(ANY_BYTES)
@example(b"")
@example(b"\n")
@example(b"frontend a\r\n bind :80\r\n last")
@example(b"listen a\n bind 'open\n\r\r\n\r")
def test_any_bytes_as_haproxy(data: bytes) -> None:
    assert_haproxy_is_lossless(data)


@settings(max_examples=300, deadline=None)
@given(ANY_BYTES)
@example(b"")
@example(b"a {\r\n b \\")
@example(b'script "open {\n } ! \r\r\n')
def test_any_bytes_as_keepalived(data: bytes) -> None:
    assert_keepalived_is_lossless(data)


@pytest.mark.skipif(not CORPUS, reason="no corpus beside this repository")
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_the_corpus_comes_back_byte_for_byte(path: Path) -> None:
    data = path.read_bytes()

    assert_haproxy_is_lossless(data)
    assert_keepalived_is_lossless(data)
