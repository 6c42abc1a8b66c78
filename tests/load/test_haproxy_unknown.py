# SPDX-License-Identifier: Apache-2.0
"""First words of haproxy.cfg that are no keywords of their section."""

from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, node, source

from holdfast.load.haproxy.unknown import unknown_keywords


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no_such_word before a section\n",
        "frontend f\n    bind :80\n    no option httpclose\n    default option httpclose\n",
        "frontend f\r\n    bind :80\r\n    mode http\r\n",
        "frontend f # no_such_word\n    mode http#no_such_word\n    # no_such_word\n",
        "global\n.if version_atleast(3.0)\n    no_such_word\n.else\n    nor_this\n.endif\n",
        "crt-store c\n    no_such_word\n",
        'global\n    "$WORD" 1\n    ${WORD} 1\n',
    ],
)
def test_nothing_is_unknown(text: str, tmp_path: Path) -> None:
    assert list(unknown_keywords(node(tmp_path, {HAPROXY: text}))) == []


def test_where_it_stands_and_what_was_meant(tmp_path: Path) -> None:
    text = "frontend f\n    maxcon 3\n    no option httpclos\nbackend b\n    use_backend x\n"
    found = node(tmp_path, {HAPROXY: text})

    words = list(unknown_keywords(found))

    assert [(u.word, u.block, u.similar) for u in words] == [
        ("maxcon", "frontend", "maxconn"),
        ("httpclos", "option", "httpclose"),
        ("use_backend", "backend", None),
    ]
    assert words[2].belongs_in == ("frontend", "listen")
    assert [source(found, u.place) for u in words] == ["maxcon", "httpclos", "use_backend"]


def test_after_a_condition_lines_count_again(tmp_path: Path) -> None:
    text = "global\n.if a\n.if b\nx1\n.endif\nx2\n.endif\nx3 y\n"

    found = unknown_keywords(node(tmp_path, {HAPROXY: text}))

    assert [u.word for u in found] == ["x3"]


def test_a_word_of_a_later_version(tmp_path: Path) -> None:
    [found] = unknown_keywords(node(tmp_path, {HAPROXY: "global\n    thread-hard-limit 4\n"}))

    assert (found.version, found.newer, found.similar) == ("2.6.12", "3.5", None)
