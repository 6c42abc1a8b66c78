# SPDX-License-Identifier: Apache-2.0
"""The alerts and the dashboard: each metric they name is exported, and the alerts fire."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families
from tests.watch.running import NOON, pair, state, well

from holdfast.model.look import RelaySeen
from holdfast.model.relay import Relayed
from holdfast.watch.serve.metrics import metrics

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "contrib" / "prometheus"
RULES = PROMETHEUS / "holdfast.rules.yml"
RULE_TESTS = PROMETHEUS / "holdfast.rules.test.yml"
DASHBOARD = ROOT / "contrib" / "grafana" / "holdfast.json"
PAGE = ROOT / "docs" / "watch.md"

NAME = re.compile(r"\bholdfast_[a-z_]+")


def text() -> str:
    """All samples that there can be: of a pair with the relay, and a file that differs."""
    site, known = pair()
    up = {("ip", "up1"): "lb2"}
    related = {name: replace(of, relay=True, peers=up) for name, of in known.items()}
    looks = well(known)
    drifted = {**looks["lb1"].hashes, "/etc/haproxy/conf.d/x.cfg": "0" * 64}
    counted = RelaySeen(Relayed(7, 2, 1), (("ip", "up1"),))
    looks["lb1"] = replace(looks["lb1"], hashes=drifted, relay=counted)
    now = state(site, related, looks)
    return metrics(site, related, lambda: (now, {"lb1": NOON}))().decode()


def samples() -> dict[str, set[str]]:
    """The names of all samples, with their labels, and those that Prometheus adds."""
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text()):
        for sample in family.samples:
            found.setdefault(sample.name, {"job", "instance"}).update(sample.labels)
    return found


def exported() -> set[str]:
    return set(samples())


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
    return found


def queries() -> list[tuple[str, str]]:
    """Each query of the dashboard, and the words that name what it finds."""
    notes = json.loads(DASHBOARD.read_text())["annotations"]["list"]
    targets = [target for panel in panels() for target in panel["targets"]]
    return [
        *((target["expr"], target["legendFormat"]) for target in targets),
        *((note["expr"], note["titleFormat"]) for note in notes),
    ]


def promtool(*words: str | Path, given: str | None = None) -> None:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("no promtool: `make test` installs it")
    done = subprocess.run(
        [program, *map(str, words)],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr


@pytest.mark.parametrize("file", [RULES, RULE_TESTS, DASHBOARD], ids=lambda path: path.name)
def test_every_metric_that_is_named_is_exported(file: Path) -> None:
    named = set(NAME.findall(file.read_text()))

    assert named
    assert named <= exported(), named - exported()


def test_the_page_tells_of_every_metric() -> None:
    assert set(NAME.findall(PAGE.read_text())) == exported()


def test_the_dashboard_is_json_with_a_query_in_every_panel() -> None:
    assert len({panel["id"] for panel in panels()}) == len(panels())
    assert all(target["expr"] for panel in panels() for target in panel["targets"])


def test_no_two_panels_of_the_dashboard_overlap() -> None:
    taken = [
        (x, y)
        for at in (panel["gridPos"] for panel in panels())
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"])
    ]

    assert len(set(taken)) == len(taken)
    assert max(x for x, _ in taken) < 24


@pytest.mark.parametrize(("query", "legend"), queries())
def test_a_legend_names_labels_that_its_metric_has(query: str, legend: str) -> None:
    known = samples()
    [metric] = NAME.findall(query)

    assert set(re.findall(r"{{(\w+)}}", legend)) <= known[metric]


def test_every_alert_is_seen_to_fire() -> None:
    alerts = set(re.findall(r"- alert: (\w+)", RULES.read_text()))
    tests = RULE_TESTS.read_text()
    silent = {a for a in alerts if not re.search(rf"alertname: {a}\n +exp_alerts:\n", tests)}

    assert alerts
    assert silent == set()


@pytest.mark.lab
@pytest.mark.parametrize("words", [("check", "rules", RULES), ("test", "rules", RULE_TESTS)])
def test_promtool_agrees(words: tuple[str | Path, ...]) -> None:
    promtool(*words)


@pytest.mark.lab
def test_promtool_finds_nothing_in_the_metrics() -> None:
    promtool("check", "metrics", given=text())


@pytest.mark.lab
def test_promtool_reads_every_query_of_the_dashboard(tmp_path: Path) -> None:
    rules = [{"record": f"q:{n}", "expr": query} for n, (query, _) in enumerate(queries())]
    file = tmp_path / "queries.json"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))

    promtool("check", "rules", file)
