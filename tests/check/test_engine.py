# SPDX-License-Identifier: Apache-2.0
"""The engine: names, weights, order."""

from collections.abc import Iterator

from holdfast.check.engine import check
from holdfast.check.finding import Finding, Severity
from holdfast.check.rule import Rule
from holdfast.model.place import Place
from holdfast.model.site import Site
from holdfast.text.span import Span

NOWHERE = Site("empty", ())


def rule(name: str, severity: Severity, *findings: Finding) -> Rule:
    def found(_site: Site) -> Iterator[Finding]:
        yield from findings

    return Rule(name, severity, found)


def at(node: str | None, path: str, start: int, severity: Severity = "error") -> Finding:
    return Finding("wrong", Place(node, path, Span(start, start)), severity=severity)


def test_a_finding_gets_the_name_and_the_severity_of_its_rule() -> None:
    [finding] = check(NOWHERE, [rule("a-fault", "warning", at("lb1", "/a", 0))])

    assert (finding.rule, finding.severity) == ("a-fault", "warning")


def test_a_finding_may_weigh_less_than_its_rule_and_never_more() -> None:
    rules = [
        rule("a", "error", at("lb1", "/a", 0, "warning")),
        rule("b", "info", at("lb1", "/a", 1, "error")),
    ]

    assert [finding.severity for finding in check(NOWHERE, rules)] == ["warning", "info"]


def test_the_order_is_that_of_nodes_files_and_lines() -> None:
    places = [at("lb2", "/a", 0), at("lb1", "/b", 0), at("lb1", "/a", 9), at(None, "x", 0)]

    found = check(NOWHERE, [rule("b", "error", *places), rule("a", "error", at("lb1", "/a", 9))])

    assert [(f.place.node, f.place.path, f.place.span.start, f.rule) for f in found] == [
        (None, "x", 0, "b"),
        ("lb1", "/a", 9, "a"),
        ("lb1", "/a", 9, "b"),
        ("lb1", "/b", 0, "b"),
        ("lb2", "/a", 0, "b"),
    ]
