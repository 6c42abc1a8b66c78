# SPDX-License-Identifier: Apache-2.0
"""Runs rules over a site."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from holdfast.check.acceptance import RULE as OF_SUPPRESSIONS
from holdfast.check.acceptance import accepted
from holdfast.check.finding import SEVERITIES, Finding, Severity
from holdfast.check.rule import Rule
from holdfast.check.selection import EVERYTHING, Selection
from holdfast.model.site import Site


def check(site: Site, rules: Iterable[Rule], selection: Selection = EVERYTHING) -> list[Finding]:
    """The findings of the selected rules, in the order of nodes, files and lines.

    A finding weighs as its rule does, or less where it says so itself. What a comment in the files
    accepts is left out, and a comment that accepts nothing is itself a finding.
    """
    known = {rule.name: rule for rule in rules}
    found = [
        _of(rule, finding)
        for rule in known.values()
        if selection.runs(rule.name) and rule.has_something_to_say(site)
        for finding in rule.check(site)
    ]
    left, about = accepted(site, found, known, selection)
    left += _about_suppressions(known.get(OF_SUPPRESSIONS), about)
    return sorted((f for f in left if selection.tells(f.severity)), key=_order)


def _about_suppressions(rule: Rule | None, found: list[Finding]) -> Iterator[Finding]:
    return (_of(rule, finding) for finding in found if rule is not None)


def _of(rule: Rule, finding: Finding) -> Finding:
    severity = _weaker(rule.severity, finding.severity)
    return replace(finding, rule=rule.name, severity=severity)


def _weaker(one: Severity, other: Severity) -> Severity:
    return max(one, other, key=SEVERITIES.index)


def _order(finding: Finding) -> tuple[str, str, int, str]:
    place = finding.place
    return place.node or "", place.path, place.span.start, finding.rule
