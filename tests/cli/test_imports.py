# SPDX-License-Identifier: Apache-2.0
"""What `check` on a pair imports: all that counts towards its time from shell to exit.

A new module in these lists costs every check of everybody: keep it out, or have a reason.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.check.registry import RULES

PAIR = Path(__file__).parents[2] / "examples" / "pair"
CHECK = f"""
import sys
sys.path = {sys.path!r}
before = set(sys.modules)
sys.argv = ["holdfast", "check", sys.argv[1]]
sys.stdout = open("/dev/null", "w")
from holdfast.cli.main import main
try:
    main()
except SystemExit:
    pass
sys.stderr.write(" ".join(sorted(set(sys.modules) - before)))
"""
MOST_OF_THE_STANDARD_LIBRARY = 95
"""Modules; nearly all come with click and msgspec."""

NOT_FOR_A_CHECK = (
    "holdfast.apply",
    "holdfast.check.estimate",
    "holdfast.check.page",
    "holdfast.cli.this_host",
    "holdfast.drill",
    "holdfast.lab",
    "holdfast.load.settings",
    "holdfast.prove",
    "holdfast.render",
    "holdfast.report.diff",
    "holdfast.report.findings_json",
    "holdfast.report.github",
    "holdfast.report.page",
    "holdfast.report.sarif",
    "holdfast.story",
    "holdfast.watch",
)


@pytest.fixture(scope="module")
def imported() -> list[str]:
    return imported_for(PAIR)


def imported_for(path: Path) -> list[str]:
    command = [sys.executable, "-S", "-c", CHECK, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return done.stderr.split()


def tops(imported: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in imported}


def test_two_packages_of_others_are_imported(imported: list[str]) -> None:
    others = tops(imported) - set(sys.stdlib_module_names) - {"holdfast"}

    assert others - {"typing_extensions"} == {"click", "msgspec"}, (
        "msgspec takes typing_extensions where some other package brought it"
    )


def test_no_more_of_the_standard_library_is_imported(imported: list[str]) -> None:
    standard = [n for n in imported if n.partition(".")[0] in sys.stdlib_module_names]

    assert len(standard) <= MOST_OF_THE_STANDARD_LIBRARY, standard


@pytest.mark.parametrize("name", ["asyncio", "difflib", "hashlib", "json", "pathlib", "subprocess"])
def test_what_is_dear_and_not_needed_stays_out(name: str, imported: list[str]) -> None:
    assert name not in imported


@pytest.mark.parametrize("name", NOT_FOR_A_CHECK)
def test_what_other_commands_and_formats_need_stays_out(name: str, imported: list[str]) -> None:
    assert [m for m in imported if m == name or m.startswith(f"{name}.")] == []


def test_every_rule_is_there_but_those_of_a_relay_and_without_keepalived_only_those_that_speak(
    imported: list[str],
) -> None:
    alone = imported_for(PAIR / "lb1/etc/haproxy/haproxy.cfg")

    assert modules(imported) == {rule.module for rule in RULES if rule.file is None}
    assert modules(alone) == {rule.module for rule in RULES if rule.always}


def modules(imported: list[str]) -> set[str]:
    folder = "holdfast.check.rules."
    return {name.removeprefix(folder) for name in imported if name.startswith(folder)}
