# SPDX-License-Identifier: Apache-2.0
"""What every rule must have."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.check.pages import findings_of, load_case, page_of

from holdfast.check import rules
from holdfast.check.registry import RULES
from holdfast.check.rule import Rule
from holdfast.load.language import language

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KA = "keepalived"
TESTS = Path(__file__).parents[1]
FOLDER = Path(rules.__file__).parent

IN_A_LAB = {
    "check-fails-too-late": "test_the_vip_stays_with_a_dead_haproxy_until_the_last_run",
    "config-missing-on-one-node": "test_a_node_without_keepalived_conf_never_takes_over",
    "file-missing-on-one-node": "test_haproxy_does_not_start_without_a_file_that_it_names",
    "pgrep-matches-itself": "test_a_check_that_finds_itself_succeeds_while_haproxy_is_dead",
    "script-arguments-unquoted": "test_a_program_without_its_arguments_keeps_every_node_in_fault",
    "script-tracked-twice": "test_a_script_that_is_waited_for_twice_leaves_a_node_in_fault",
    "script-writable-by-others": "test_a_script_that_everybody_may_write_is_dropped",
    "slow-rise-at-boot": "test_the_first_run_at_boot_finds_haproxy_only_where_keepalived_waits",
    "vip-on-second-interface-answers-arp": "test_a_vip_with_a_24_on_a_dummy_of_both_nodes_answers",
}
"""Errors whose page has no word of a daemon's own, and the test that shows what it does."""

OF_MODES = ("config-file-executable",)
"""Rules whose fix changes no byte: tests/check/test_modes.py."""

every_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.name for rule in RULES])


@every_rule
def test_the_name_is_that_of_the_module_and_of_the_page(rule: Rule) -> None:
    assert NAME.fullmatch(rule.name)
    assert rule.check.__module__.rpartition(".")[2] == rule.name.replace("-", "_")
    assert page_of(rule).title == rule.name


@every_rule
def test_the_summary_is_one_line_and_a_sentence(rule: Rule) -> None:
    summary = page_of(rule).summary

    assert f"\n\n{summary}\n\n" in page_of(rule).manual
    assert summary.endswith(".")
    assert len(summary) <= 100


@every_rule
def test_the_page_tells_what_happens_and_how_to_mend_it(rule: Rule) -> None:
    headings = re.findall("^## .*$", page_of(rule).manual, re.MULTILINE)

    assert headings == ["## What happens", "## How to mend it", "## Fix safety"]


@every_rule
def test_a_rule_has_a_fix_or_the_reason_why_it_has_none(rule: Rule) -> None:
    page = page_of(rule)
    reason = re.search(r"^## Fix safety\n\nNo fix: \S.*[.]$", page.manual, re.MULTILINE | re.DOTALL)

    assert (reason is None) == (page.fix is not None)


@every_rule
def test_a_fix_is_shown_by_a_case_with_the_files_after_it(rule: Rule) -> None:
    page = page_of(rule)
    after = [case for case in page.cases if case.after]

    assert bool(after) == (page.fix is not None and rule.name not in OF_MODES)


@every_rule
def test_the_page_tells_how_safe_a_fix_is_where_there_is_one(rule: Rule, tmp_path: Path) -> None:
    """What `holdfast rules` lists is what the cases are offered."""
    page = page_of(rule)
    sites = [load_case(case, tmp_path / str(n)) for n, case in enumerate(page.cases)]
    offered = {f.fix.safety for site in sites for f in findings_of(rule, site) if f.fix}

    assert bool(offered) == (page.fix is not None)
    assert page.fix is None or page.fix in offered


@every_rule
def test_silent_cases_come_first_and_both_kinds_are_there(rule: Rule) -> None:
    kinds = [case.kind for case in page_of(rule).cases]

    assert kinds == sorted(kinds, reverse=True)
    assert set(kinds) == {"silent", "fires"}


@every_rule
def test_exactly_the_firing_cases_have_findings(rule: Rule) -> None:
    wrong = [c.title for c in page_of(rule).cases if (c.kind == "fires") != bool(c.findings)]

    assert wrong == []


@every_rule
def test_the_severity_is_shown_by_a_case(rule: Rule) -> None:
    lines = [line for case in page_of(rule).cases for line in case.findings]

    assert any(f" {rule.severity}: " in line for line in lines)


def test_what_the_daemon_does_about_an_error_is_shown_on_its_page_or_in_a_lab() -> None:
    errors = [rule for rule in RULES if rule.severity == "error"]
    without = {r.name for r in errors if not any(case.says for case in page_of(r).cases)}
    tests = "".join(path.read_text() for path in TESTS.rglob("test_*.py"))

    assert without == set(IN_A_LAB)
    assert [name for name in IN_A_LAB.values() if f"def {name}" not in tests] == []


@every_rule
def test_without_keepalived_only_rules_speak_that_are_asked(rule: Rule, tmp_path: Path) -> None:
    """The engine leaves the others out then, and must not leave out anything true."""
    for number, case in enumerate(page_of(rule).cases):
        files = {path: text for path, text in case.files.items() if not is_keepalived(path, text)}
        nodes = {path.partition("/")[0] for path in files if "/" in path}
        also = {f"{node}/etc/haproxy/haproxy.cfg": "" for node in nodes}
        if files:
            site = load_case(replace(case, files=also | files), tmp_path / str(number))
            assert rule.has_something_to_say(site) or list(rule.check(site)) == [], case.title


def is_keepalived(path: str, text: str) -> bool:
    return "/etc/keepalived/" in path or ("/" not in path and language(path, text.encode()) == KA)


def test_the_registry_is_sorted_and_names_every_module() -> None:
    names = [rule.name for rule in RULES]
    modules = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py")} - {"--init--"}

    assert names == sorted(modules)
    assert {path.stem.replace("_", "-") for path in FOLDER.glob("*.md")} == modules
