# SPDX-License-Identifier: Apache-2.0
"""The pre-commit hook that other repositories use."""

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from holdfast.cli.main import holdfast

ROOT = Path(__file__).parents[2]
[HOOK] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


def test_it_runs_a_command_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "examples" / "pair")
    program, *words = HOOK["entry"].split()

    result = CliRunner().invoke(holdfast, [*words, *HOOK["args"]])

    assert program == "holdfast"
    assert result.exit_code == 1
    assert "vip-bind-race" in result.stdout


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("berlin/lb1/etc/sysctl.d/60-vip.conf", True),
        ("haproxy.cfg", True),
        ("conf/keepalived-lb2.conf", True),
        ("holdfast.yaml", True),
        ("README.md", False),
        ("src/betc/x.py", False),
    ],
)
def test_it_runs_when_a_file_of_a_node_changes(path: str, wanted: bool) -> None:
    assert bool(re.search(HOOK["files"], path)) == wanted


def test_the_manual_names_it() -> None:
    assert f"- id: {HOOK['id']}\n" in (ROOT / "docs" / "ci.md").read_text()
