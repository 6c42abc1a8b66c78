# SPDX-License-Identifier: Apache-2.0
"""A finding that names methods is gone after each of them."""

from pathlib import Path

import pytest
from tests.check.pages import load_case, page_of

from holdfast.check.engine import check
from holdfast.check.finding import Finding
from holdfast.check.page import Case
from holdfast.check.registry import RULES
from holdfast.check.rule import Rule
from holdfast.load.reload import reload
from holdfast.methods.method import Refused
from holdfast.methods.registry import METHODS
from holdfast.model.site import Site

FIRING = [
    pytest.param(rule, case, id=f"{rule.name}-{number}")
    for rule in RULES
    for number, case in enumerate(page_of(rule).cases)
    if case.kind == "fires"
]
PLANS = {method.name: method.plan for method in METHODS}


@pytest.mark.parametrize(("rule", "case"), FIRING)
def test_gone_after_each_method_it_names(rule: Rule, case: Case, tmp_path: Path) -> None:
    site = load_case(case, tmp_path)
    named = {method for finding in check(site, [rule]) for method in finding.methods}

    assert {method: left_by(method, site, rule) for method in named} == {m: [] for m in named}


def left_by(method: str, site: Site, rule: Rule) -> list[Finding]:
    """The findings that still name a method after it was used."""
    plan = PLANS[method](site)
    assert not isinstance(plan, Refused), plan.why
    after = reload(site, plan.changes)
    return [finding for finding in check(after, [rule]) if method in finding.methods]
