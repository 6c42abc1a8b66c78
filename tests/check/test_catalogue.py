# SPDX-License-Identifier: Apache-2.0
"""Every row of the catalogue of faults has a rule, or a reason why there is none."""

import re
from collections import Counter
from pathlib import Path

import pytest

from holdfast.check.registry import RULES

ROOT = Path(__file__).parents[2]
FOUND, NOT_FOUND = ROOT / "docs" / "catalogue.md", ROOT / "docs" / "not-checked.md"
CATALOGUE = ROOT.parent / "shared" / "catalogue.md"

GROUPS = {"A": 12, "B": 16, "C": 14, "D": 13, "E": 15, "F": 19, "G": 14, "H": 14}
"""Rows by group."""

ROWS = [f"{group}{number + 1}" for group, count in GROUPS.items() for number in range(count)]
NO_FAULT_OF_THE_CATALOGUE = {
    "haproxy-file-truncated",
    "relay-mark-not-inherited",
    "relay-on-one-node",
    "relay-outdated",
    "script-tracked-twice",
    "state-file-in-tmp",
    "suppression-unused",
}
"""What HAProxy refuses of any file, what the third recipe does, what the proofs showed of
keepalived, and what is wrong with Holdfast's own relay and comments."""

LINE = re.compile(r"^\| ([A-H][0-9]+) \| (.*) \|$", re.MULTILINE)
RULE = re.compile(r"`([a-z0-9-]+)`")


def table(page: Path) -> list[tuple[str, str]]:
    return LINE.findall(page.read_text())


def test_every_row_is_in_one_table_once() -> None:
    rows = Counter(row for page in (FOUND, NOT_FOUND) for row, _ in table(page))

    assert rows == Counter(ROWS)


@pytest.mark.parametrize("page", [FOUND, NOT_FOUND], ids=["found", "not found"])
def test_the_rows_are_in_order(page: Path) -> None:
    rows = [row for row, _ in table(page)]

    assert rows == sorted(rows, key=ROWS.index)


def test_every_rule_that_a_row_names_is_there_and_every_rule_has_a_row() -> None:
    named = {rule for _, rules in table(FOUND) for rule in RULE.findall(rules)}

    assert named == {rule.name for rule in RULES} - NO_FAULT_OF_THE_CATALOGUE


def test_every_row_names_a_rule_or_a_reason() -> None:
    without = [row for row, rules in table(FOUND) if not RULE.findall(rules)]
    without += [row for row, why in table(NOT_FOUND) if len(why.split()) < 5]

    assert without == []


def test_the_rows_are_those_of_the_catalogue() -> None:
    if not CATALOGUE.is_file():
        pytest.skip("the catalogue is not here")
    stated = re.findall(r"^\| ([A-H][0-9]+) \|", CATALOGUE.read_text(), re.MULTILINE)

    assert stated == ROWS
