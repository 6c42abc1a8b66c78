# SPDX-License-Identifier: Apache-2.0
"""Runs rules over a site."""

from collections.abc import Iterable

from msgspec.structs import replace

from holdfast.check.finding import SEVERITIES, Finding, Severity
from holdfast.check.rule import Rule
from holdfast.model.site import Site


def check(site: Site, rules: Iterable[Rule]) -> list[Finding]:
    """The findings of all rules, in the order of nodes, files and lines.

    A finding weighs as its rule does, or less where it says so itself.
    """
    found = [
        replace(finding, rule=rule.name, severity=_weaker(rule.severity, finding.severity))
        for rule in rules
        for finding in rule.check(site)
    ]
    return sorted(found, key=_order)


def _weaker(one: Severity, other: Severity) -> Severity:
    return max(one, other, key=SEVERITIES.index)


def _order(finding: Finding) -> tuple[str, str, int, str]:
    place = finding.place
    return place.node or "", place.path, place.span.start, finding.rule
