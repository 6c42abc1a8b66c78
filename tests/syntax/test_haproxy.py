# SPDX-License-Identifier: Apache-2.0
"""HAProxy's language: tokens, values, sections (manual chapter 2, src/tools.c parse_line)."""

import pytest

from holdfast.syntax.haproxy import Directive, directives, parse, sections, tokens, unquote
from holdfast.syntax.haproxy.lex import Line
from holdfast.syntax.token import Kind


def kinds(text: bytes) -> list[tuple[str, bytes]]:
    found = tokens(Line(text, 0))
    return [(token.kind.name, token.text) for token in found if token.kind is not Kind.BLANK]


def all_directives(data: bytes) -> list[Directive]:
    return [d for section in sections(parse(data)) for d in directives(section)]


def heads(data: bytes) -> list[tuple[bytes, int, int, tuple[bytes, ...]]]:
    """Keyword, number of the first line, that after the last, conditions."""
    starts = [line.start for line in parse(data).lines] + [len(data)]
    return [
        (s.keyword, starts.index(s.start), starts.index(s.end), s.conditions)
        for s in sections(parse(data))
    ]


@pytest.mark.parametrize(
    "word",
    [rb"\.php$", rb"a\1b", rb"'a\ b\'", rb"\d+", rb"\$x", rb"${VIP}", rb"a\xzz", b"\\"],
)
def test_what_unquote_leaves(word: bytes) -> None:
    assert unquote(word) == word.strip(b"'") or word == rb"'a\ b\'"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        (b'"a b"', b"a b"),
        (b"'a \"b\"'", b'a "b"'),
        (b'a"b c"d', b"ab cd"),
        (rb"a\ b\#c\\d", rb"a b#c\d"),
        (rb'"a\"b\$c"', b'a"b$c'),
        (rb'"\\$c"', rb"\$c"),
        (rb"\x41\t\n\r", b"A\t\n\r"),
        (rb"'\x41'", rb"\x41"),
        (rb"'\$'", rb"\$"),
        (b"''", b""),
    ],
)
def test_unquote(word: bytes, value: bytes) -> None:
    assert unquote(word) == value


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            b"bind :80 # web\n",
            [("WORD", b"bind"), ("WORD", b":80"), ("COMMENT", b"# web"), ("END", b"\n")],
        ),
        (b"a#b", [("WORD", b"a"), ("COMMENT", b"#b")]),
        (rb"a\#b", [("WORD", rb"a\#b")]),
        (b"'a#b' \"c#d\"", [("WORD", b"'a#b'"), ("WORD", b'"c#d"')]),
        (b"a 'open # x\n", [("WORD", b"a"), ("OPAQUE", b"'open # x"), ("END", b"\n")]),
        (b'a "open \\" x', [("WORD", b"a"), ("OPAQUE", b'"open \\" x')]),
        (b"a\r\n", [("WORD", b"a"), ("END", b"\r\n")]),
        (b"a\\\n", [("WORD", b"a\\"), ("END", b"\n")]),
        (b"a \\", [("WORD", b"a"), ("WORD", b"\\")]),
    ],
)
def test_tokens(text: bytes, wanted: list[tuple[str, bytes]]) -> None:
    assert kinds(text) == wanted


@pytest.mark.parametrize(
    "text",
    [b"", b"\n", b"  \n", b"# frontend x\n", b"bind :80\n", b"front end\n", b"'frontend' x\n"],
)
def test_what_begins_no_section(text: bytes) -> None:
    assert all(not keyword for keyword, *_ in heads(text))


def test_sections_cover_every_line_once() -> None:
    data = b"# top\nglobal\n maxconn 1\n\n  frontend a # x\r\n bind :80\nbackend#b\nlisten c"

    assert heads(data) == [
        (b"", 0, 1, ()),
        (b"global", 1, 4, ()),
        (b"frontend", 4, 6, ()),
        (b"backend", 6, 7, ()),
        (b"listen", 7, 8, ()),
    ]


def test_conditions_nest_and_alternate() -> None:
    data = (
        b".if defined(A)\nfrontend f\n bind :1\n .if b\n bind :2\n .elif c\n bind :3\n"
        b" .else\n bind :4\n .endif\n.endif\n bind :5\n.endif\n.else\n bind :6\n"
    )

    assert [(d.value(1), d.conditions) for d in all_directives(data)] == [
        (b":1", (b"defined(A)",)),
        (b":2", (b"defined(A)", b"b")),
        (b":3", (b"defined(A)", b"c")),
        (b":4", (b"defined(A)", b"!c")),
        (b":5", ()),
        (b":6", ()),
    ]
    assert heads(data)[1][3] == (b"defined(A)",)


def test_only_the_wanted_directives() -> None:
    (section,) = sections(parse(b"listen a\n bind :1\n mode http\n  bind#x\n # bind :2\n"))

    assert [d.values for d in directives(section, frozenset((b"bind",)))] == [
        (b"bind", b":1"),
        (b"bind",),
    ]


def test_a_line_that_haproxy_refuses_is_left_out() -> None:
    assert all_directives(b"listen a\n bind ':80\n") == []


def test_a_directives_words_stand_where_they_say() -> None:
    data = b"listen a\n\tbind  :80   'x y' \\\n"
    (directive,) = all_directives(data)

    assert [data[w.start : w.end] for w in directive.words] == [b"bind", b":80", b"'x y'", b"\\"]
    assert (directive.value(2), directive.value(9)) == (b"x y", b"")
