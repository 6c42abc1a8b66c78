# SPDX-License-Identifier: Apache-2.0
"""Which rules run, which findings are told, which names there are."""

from collections.abc import Iterator

import pytest

from holdfast.check.engine import check
from holdfast.check.finding import Finding, Severity
from holdfast.check.rule import Rule
from holdfast.check.selection import Selection, UnknownRule, require_known
from holdfast.model.place import Place
from holdfast.model.site import Site
from holdfast.text.span import Span

NOWHERE = Site("empty", ())


def rule(name: str, severity: Severity) -> Rule:
    def found(_site: Site) -> Iterator[Finding]:
        yield Finding("wrong", Place("lb1", "/a", Span(0, 0)))

    return Rule(name, severity, found)


RULES = [rule("a-fault", "error"), rule("a-risk", "warning"), rule("a-note", "info")]


def told(selection: Selection) -> list[str]:
    return [finding.rule for finding in check(NOWHERE, RULES, selection)]


@pytest.mark.parametrize(
    ("selection", "rules"),
    [
        (Selection(), ["a-fault", "a-note", "a-risk"]),
        (Selection(select=frozenset(["a-risk"])), ["a-risk"]),
        (Selection(ignore=frozenset(["a-risk"])), ["a-fault", "a-note"]),
        (Selection(select=frozenset(["a-risk"]), ignore=frozenset(["a-risk"])), []),
        (Selection(severity="warning"), ["a-fault", "a-risk"]),
        (Selection(severity="error"), ["a-fault"]),
        (Selection(select=frozenset(["a-note"]), severity="error"), []),
    ],
)
def test_what_is_told(selection: Selection, rules: list[str]) -> None:
    assert told(selection) == rules


def test_a_rule_that_is_left_out_is_not_even_asked() -> None:
    def fails(_site: Site) -> Iterator[Finding]:
        raise AssertionError("was asked")

    broken = Rule("broken", "error", fails)

    assert check(NOWHERE, [broken], Selection(ignore=frozenset(["broken"]))) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("vip-bind-rase", "no rule is called vip-bind-rase: did you mean vip-bind-race?"),
        ("frobnicate", "no rule is called frobnicate: `holdfast rules` lists them all"),
    ],
)
def test_a_name_that_no_rule_has(name: str, sentence: str) -> None:
    with pytest.raises(UnknownRule, match=f"^{sentence.replace('?', '[?]')}$"):
        require_known(["vip-bind-race", name], ["vrid-mismatch", "vip-bind-race"])
