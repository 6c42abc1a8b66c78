# SPDX-License-Identifier: Apache-2.0
"""The pages keep their word: every case says exactly what its page says."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.check.daemons import said
from tests.check.pages import findings_lines, findings_of, load_case, page_of, write_case

from holdfast.check.page import Case
from holdfast.check.registry import RULES
from holdfast.check.rule import Rule
from holdfast.load.outcome import outcomes
from holdfast.model.change import Change
from holdfast.model.site import Site

CASES = [
    pytest.param(rule, case, id=f"{rule.name}-{re.sub('[^a-z0-9]+', '-', case.title.lower())}")
    for rule in RULES
    for case in page_of(rule).cases
]
OF_DAEMONS = [param for param in CASES if isinstance(c := param.values[1], Case) and c.says]
WITH_A_FIX = [param for param in CASES if isinstance(c := param.values[1], Case) and c.after]


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_a_case_says_what_its_page_says(rule: Rule, case: Case, tmp_path: Path) -> None:
    site = load_case(case, tmp_path)

    assert findings_lines(site, rule, tmp_path) == list(case.findings)


@pytest.mark.parametrize(("rule", "case"), WITH_A_FIX)
def test_the_fix_gives_the_files_of_the_page(rule: Rule, case: Case, tmp_path: Path) -> None:
    site = load_case(case, tmp_path)

    assert fixed(site, rule, case) == case.after


@pytest.mark.parametrize(("rule", "case"), WITH_A_FIX)
def test_after_a_fix_the_rule_is_silent(rule: Rule, case: Case, tmp_path: Path) -> None:
    changes = fixes(load_case(case, tmp_path / "before"), rule)
    after = replace(case, files={**case.files, **case.after})

    found = findings_lines(load_case(after, tmp_path / "after"), rule, tmp_path / "after")

    assert found == ([] if changes else list(case.findings))


@pytest.mark.lab
@pytest.mark.parametrize(("rule", "case"), OF_DAEMONS)
def test_a_daemon_says_what_the_page_says(rule: Rule, case: Case, tmp_path: Path) -> None:
    write_case(case, tmp_path)

    spoken = {(node, daemon): said(tmp_path / node, daemon) for node, daemon in case.says}

    assert spoken == case.says


def fixes(site: Site, rule: Rule) -> list[Change]:
    return [change for f in findings_of(rule, site) if f.fix for change in f.fix.changes]


def fixed(site: Site, rule: Rule, case: Case) -> dict[str, str]:
    """The files that the page shows, with all fixes applied."""
    made = {f"{o.node}{o.path}": o.after.data.decode() for o in outcomes(site, fixes(site, rule))}
    return {path: made[path] if path in made else case.files[path] for path in case.after}
