# SPDX-License-Identifier: Apache-2.0
"""A claim's page keeps its word: each case is proved, and told as its page says."""

import re
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from tests.prove.sites import write

from holdfast.check.page import Case, Page, parse_page
from holdfast.prove.claim import Claim
from holdfast.prove.prove import Asked, prove
from holdfast.prove.registry import CLAIMS
from holdfast.report.prove_text import prove_text
from holdfast.report.text import Sources

WIDE = 1000
"""Columns of a terminal on which no sentence is broken."""


def page_of(claim: Claim) -> Page:
    return parse_page(claim.page.read_text())


every_claim = pytest.mark.parametrize("claim", CLAIMS, ids=[claim.name for claim in CLAIMS])
CASES = [
    pytest.param(claim, case, id=f"{claim.name}-{re.sub('[^a-z0-9]+', '-', case.title.lower())}")
    for claim in CLAIMS
    for case in page_of(claim).cases
]


def told(claim: Claim, case: Case, folder: Path) -> list[str]:
    """The story as a terminal shows it; nothing for a claim that is kept."""
    nodes: dict[str, dict[str, str]] = {}
    for path, text in case.files.items():
        node, _, inside = path.partition("/")
        nodes.setdefault(node, {})[inside] = text
    site = write(folder, nodes)
    proof = prove(site, Asked(claims=(claim,)))
    screen = Console(file=StringIO(), width=WIDE)
    screen.print(prove_text(proof, Sources(site), 0.0, None))
    lines = [line.rstrip() for line in screen.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    begins = f"{claim.name}: "
    story = next((n for n, line in enumerate(lines) if line.startswith(begins)), len(lines))
    return lines[story:]


@pytest.mark.parametrize(("claim", "case"), CASES)
def test_a_case_is_told_as_its_page_says(claim: Claim, case: Case, tmp_path: Path) -> None:
    assert told(claim, case, tmp_path) == list(case.findings)


@every_claim
def test_the_page_has_the_name_of_the_claim_and_one_line_that_sums_it_up(claim: Claim) -> None:
    page = page_of(claim)

    assert page.title == claim.name
    assert page.summary.endswith(".")
    assert len(page.summary) <= 100


@every_claim
def test_the_page_tells_what_breaks_the_claim_and_what_to_change(claim: Claim) -> None:
    headings = re.findall("^## .*$", page_of(claim).manual, re.MULTILINE)

    assert headings == ["## What it says", "## What breaks it", "## What to change"]


@every_claim
def test_a_case_in_which_it_is_kept_comes_first_and_one_breaks_it(claim: Claim) -> None:
    cases = page_of(claim).cases

    assert [case.kind for case in cases] == ["silent", "fires"]
    assert [bool(case.findings) for case in cases] == [False, True]
