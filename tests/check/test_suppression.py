# SPDX-License-Identifier: Apache-2.0
"""Comments that accept findings: their forms, the line they speak of, what they do to findings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.check.engine import check
from holdfast.check.finding import Finding
from holdfast.check.rule import Rule
from holdfast.check.selection import Selection
from holdfast.check.suppression import Suppression, suppressions
from holdfast.load.site import load
from holdfast.model.place import Place
from holdfast.model.site import Site
from holdfast.text.span import Span

FILES = {
    "haproxy": "etc/haproxy/haproxy.cfg",
    "keepalived": "etc/keepalived/keepalived.conf",
    "sysctl": "etc/sysctl.d/60-vip.conf",
}


def site(folder: Path, language: str, text: str) -> Site:
    for node in ("lb1", "lb2"):
        for path in FILES.values():
            file = folder / node / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("" if node == "lb2" else text if path == FILES[language] else "")
    return load([str(folder)])


def found(folder: Path, language: str, text: str) -> list[tuple[tuple[str, ...], str, str]]:
    """Rules, reason, and the text of the line that is spoken of."""
    told = suppressions(site(folder, language, text))
    return [(s.rules, s.reason, covered(text, s)) for s in told]


def covered(text: str, suppression: Suppression) -> str:
    start, end = suppression.covers
    return text.encode()[start:end].decode().strip()


@pytest.mark.parametrize(
    ("language", "text", "rules", "reason", "line"),
    [
        ("haproxy", "a b # holdfast: ignore=x-y -- why", ("x-y",), "why", "a b"),
        ("haproxy", "a b #holdfast:ignore=x,y-z--why so\n", ("x", "y-z"), "why so", "a b"),
        ("haproxy", "\t# holdfast: ignore=x -- why\n\n # more\n  a b\nc\n", ("x",), "why", "a b"),
        ("haproxy", "# holdfast: ignore=x -- why\r\na b\r\n", ("x",), "why", "a b"),
        ("haproxy", "## holdfast:  ignore = x , y --  ä # b \na", ("x", "y"), "ä # b", "a"),
        ("haproxy", "a # holdfast: ignore=x", ("x",), "", "a"),
        ("haproxy", "a # holdfast: ignore=x --", ("x",), "", "a"),
        ("haproxy", "a # holdfast: ignore=", (), "", "a"),
        ("haproxy", "a # holdfast: ignore=all of them -- why", (), "", "a"),
        ("haproxy", "# holdfast: ignore=x -- nothing follows", ("x",), "nothing follows", ""),
        ("keepalived", "a { ! holdfast: ignore=x -- why\n}\n", ("x",), "why", "a {"),
        ("keepalived", "} # holdfast: ignore=x -- why\n", ("x",), "why", "}"),
        ("keepalived", "! holdfast: ignore=x -- why\n! b\n# c\na\n", ("x",), "why", "a"),
        ("sysctl", "; holdfast: ignore=x -- why\na = 1\n", ("x",), "why", "a = 1"),
    ],
)
def test_a_comment(
    language: str, text: str, rules: tuple[str, ...], reason: str, line: str, tmp_path: Path
) -> None:
    [(got_rules, got_reason, got_line)] = found(tmp_path, language, text)

    assert (got_rules, got_reason) == (rules, reason)
    assert got_line.startswith(line)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("haproxy", "a '# holdfast: ignore=x -- in quotes'\n"),
        ("haproxy", "a \\# holdfast: ignore=x\n"),
        ("haproxy", "a holdfast: ignore=x\n"),
        ("haproxy", "# see the wiki about holdfast: it is good\n"),
        ("keepalived", 'a "# holdfast: ignore=x -- in quotes"\n'),
        ("sysctl", "a = 1 # holdfast: ignore=x -- no comment in sysctl.d\n"),
    ],
)
def test_what_is_no_such_comment(language: str, text: str, tmp_path: Path) -> None:
    assert found(tmp_path, language, text) == []


TEXT = "one\n# holdfast: ignore=a-fault -- why\ntwo\nthree # holdfast: ignore=a-fault -- why\n"


def rule(name: str, *words: str) -> Rule:
    def at(_site: Site) -> Iterator[Finding]:
        for word in words:
            start = TEXT.index(word)
            yield Finding(word, Place("lb1", f"/{FILES['haproxy']}", Span(start, start + 1)))

    return Rule(name, "error", at)


def nothing(_site: Site) -> Iterator[Finding]:
    return iter(())


OF_SUPPRESSIONS = Rule("suppression-unused", "warning", nothing)


def told(folder: Path, *rules: Rule, selection: Selection | None = None) -> list[tuple[str, str]]:
    whole = site(folder, "haproxy", TEXT)
    said = check(whole, [*rules, OF_SUPPRESSIONS], selection or Selection())
    return [(finding.rule, finding.message.partition(" ")[0]) for finding in said]


def test_what_is_accepted_is_not_told(tmp_path: Path) -> None:
    assert told(tmp_path, rule("a-fault", "one", "two", "three")) == [("a-fault", "one")]


def test_another_rule_on_the_line_is_told(tmp_path: Path) -> None:
    rules = rule("a-fault", "two", "three"), rule("b-fault", "two")

    assert told(tmp_path, *rules) == [("b-fault", "two")]


def test_a_comment_that_met_nothing_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, rule("a-fault", "two")) == [("suppression-unused", "a-fault")]


def test_a_rule_that_was_not_asked_is_not_missed(tmp_path: Path) -> None:
    left_out = Selection(ignore=frozenset(["a-fault"]))

    assert told(tmp_path, rule("a-fault"), selection=left_out) == []


def test_the_finding_about_comments_can_be_left_out(tmp_path: Path) -> None:
    left_out = Selection(ignore=frozenset(["suppression-unused"]))

    assert told(tmp_path, rule("a-fault"), selection=left_out) == []


def test_one_node_alone_is_not_judged(tmp_path: Path) -> None:
    site(tmp_path, "haproxy", TEXT)

    assert check(load([str(tmp_path / "lb1")]), [rule("a-fault"), OF_SUPPRESSIONS]) == []


def test_a_suppressed_finding_is_not_mended(tmp_path: Path) -> None:
    whole = site(tmp_path, "haproxy", TEXT)

    assert [f.fix for f in check(whole, [rule("a-fault", "two")])] == []
