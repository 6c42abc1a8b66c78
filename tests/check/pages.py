# SPDX-License-Identifier: Apache-2.0
"""Runs a page's case as a user would see it."""

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from holdfast.check.acceptance import RULE as OF_SUPPRESSIONS
from holdfast.check.engine import check
from holdfast.check.finding import Finding
from holdfast.check.page import Case, Page, parse_page
from holdfast.check.registry import RULES
from holdfast.check.rule import Rule
from holdfast.load.site import load
from holdfast.model.site import Site
from holdfast.report.text import Sources, also_line, headline

TODAY = date(2026, 11, 23)
"""The day on which every case is read."""


def page_of(rule: Rule) -> Page:
    return parse_page(rule.page.read_text())


def write_case(case: Case, folder: Path) -> list[str]:
    """Write the case's files; return the paths to check: its nodes, or its loose files."""
    for name, text in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, newline="")
        program = text.startswith("#!") or {"bin", "sbin", "opt"} & set(path.parts)
        path.chmod(0o755 if program else 0o644)
    for name, target in case.links.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)
    tops = dict.fromkeys(name.partition("/")[0] for name in case.files)
    loose = all("/" not in name for name in case.files)
    return [str(folder / top) if loose else f"{top}={folder / top}" for top in tops]


def findings_of(rule: Rule, site: Site) -> list[Finding]:
    """What a rule says alone; what it says of suppressions depends on all the others."""
    asked = RULES if rule.name == OF_SUPPRESSIONS else [rule]
    return [finding for finding in check(site, asked) if finding.rule == rule.name]


def findings_lines(site: Site, rule: Rule, folder: Path) -> list[str]:
    """The headline of each finding and its other places, without the folder of a loose file."""
    sources = Sources(site)
    lines = []
    for finding in findings_of(rule, site):
        lines.append(headline(finding, sources))
        lines += [also_line(also, sources) for also in finding.also]
    return [line.replace(f"{folder}/", "") for line in lines]


def load_case(case: Case, folder: Path) -> Site:
    site = load(write_case(case, folder))
    assert site.errors == ()
    return replace(site, today=TODAY)
