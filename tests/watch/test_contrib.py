# SPDX-License-Identifier: Apache-2.0
"""The alerts and the dashboard: each metric they name is exported, and the alerts fire."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.watch.running import NOON, pair, state, well

from holdfast.watch.serve.metrics import metrics

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "contrib" / "prometheus"
RULES = PROMETHEUS / "holdfast.rules.yml"
RULE_TESTS = PROMETHEUS / "holdfast.rules.test.yml"
DASHBOARD = ROOT / "contrib" / "grafana" / "holdfast.json"
PAGE = ROOT / "docs" / "watch.md"

NAME = re.compile(r"\bholdfast_[a-z_]+")


def exported() -> set[str]:
    """The names of all samples that there can be."""
    site, known = pair()
    now = state(site, known, well(known))
    text = metrics(site, known, lambda: (now, {"lb1": NOON}))().decode()
    families = list(text_string_to_metric_families(text))
    return {f"{f.name}_total" if f.type == "counter" else f.name for f in families}


@pytest.mark.parametrize("file", [RULES, RULE_TESTS, DASHBOARD], ids=lambda path: path.name)
def test_every_metric_that_is_named_is_exported(file: Path) -> None:
    named = set(NAME.findall(file.read_text()))

    assert named
    assert named <= exported(), named - exported()


def test_the_page_tells_of_every_metric() -> None:
    assert set(NAME.findall(PAGE.read_text())) == exported()


def test_the_dashboard_is_json_with_a_query_in_every_panel() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]

    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(target["expr"] for panel in panels for target in panel["targets"])


def test_every_alert_is_seen_to_fire() -> None:
    alerts = set(re.findall(r"- alert: (\w+)", RULES.read_text()))
    tests = RULE_TESTS.read_text()
    silent = {a for a in alerts if not re.search(rf"alertname: {a}\n +exp_alerts:\n", tests)}

    assert alerts
    assert silent == set()


@pytest.mark.lab
@pytest.mark.parametrize("words", [("check", "rules", RULES), ("test", "rules", RULE_TESTS)])
def test_promtool_agrees(words: tuple[str | Path, ...]) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool: `make test` installs it")

    done = subprocess.run(
        [promtool, *map(str, words)], capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode == 0, done.stdout + done.stderr
