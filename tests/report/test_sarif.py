# SPDX-License-Identifier: Apache-2.0
"""SARIF: what the published schema asks for, and what code scanning does with it."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from msgspec.structs import replace
from tests.report.sites import BIND, CFG, CONF, ROOT, checked, place, unread

from holdfast.check.engine import check
from holdfast.check.finding import Finding
from holdfast.check.registry import RULES
from holdfast.load.site import load
from holdfast.model.site import File, LoadError, Node, Site
from holdfast.report.checked import Checked
from holdfast.report.sarif import findings_sarif

PUBLISHED = Path(__file__).parent / "schema" / "sarif-schema-2.1.0.json"
SCHEMA = Draft7Validator(json.loads(PUBLISHED.read_text()))
PAIR = Path(__file__).parents[2] / "examples" / "pair"


def run_of(*reports: Checked, root: str = ROOT) -> dict[str, Any]:
    """The one run, once the published schema has nothing against the whole."""
    told = json.loads(findings_sarif(reports, RULES, "0.1.0", root))
    SCHEMA.validate(told)
    assert (told["version"], len(told["runs"])) == ("2.1.0", 1)
    return dict(told["runs"][0])


def results(*reports: Checked) -> list[dict[str, Any]]:
    return list(run_of(*reports)["results"])


def test_the_schema_is_the_published_one() -> None:
    """OASIS lets it be passed on unchanged, with the notice that stands beside it."""
    beside = (PUBLISHED.parent / "README.md").read_text()

    assert f"{PUBLISHED.name}      sha256:{sha256(PUBLISHED.read_bytes()).hexdigest()}\n" in beside
    assert "Copyright © OASIS Open 2019. All Rights Reserved." in beside


def test_the_schema_refuses_what_is_no_sarif() -> None:
    assert not SCHEMA.is_valid({"version": "2.1.0", "runs": [{"results": []}]})


def test_the_findings_of_a_pair() -> None:
    site = load([str(PAIR)])
    run = run_of(Checked(site, check(site, RULES)), root=str(PAIR.parents[1]))

    found = [
        (r["ruleId"], r["locations"][0]["physicalLocation"]["artifactLocation"])
        for r in run["results"]
    ]

    uri = "examples/pair/lb1/etc/haproxy/haproxy.cfg"
    assert ("vip-bind-race", {"uri": uri, "uriBaseId": "%SRCROOT%"}) in found


def test_every_rule_is_declared_with_its_page() -> None:
    run = run_of(checked())
    declared = run["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in declared] == [rule.name for rule in RULES]
    assert all(rule["shortDescription"]["text"] and rule["help"]["markdown"] for rule in declared)
    assert {rule["defaultConfiguration"]["level"] for rule in declared} <= {
        "error",
        "warning",
        "note",
    }


def test_a_result_points_at_its_rule() -> None:
    run = run_of(checked(BIND))
    [result] = run["results"]

    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] == "error"
    assert result["message"] == {"text": BIND.message}


def test_columns_count_code_points_and_say_so() -> None:
    """The word is ä, an emoji, and `:80`: nine bytes, five code points, six UTF-16 units."""
    run = run_of(checked(BIND))

    assert run["columnKind"] == "unicodeCodePoints"
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 2,
        "startColumn": 7,
        "endLine": 2,
        "endColumn": 12,
    }


def test_other_places_are_related_locations() -> None:
    [result] = results(checked(BIND))

    [other] = result["relatedLocations"]
    assert other["message"] == {"text": "keepalived moves it here"}
    assert other["physicalLocation"]["artifactLocation"]["uri"] == "ha%20site/lb1/k.conf"


def test_paths_are_relative_to_the_current_folder() -> None:
    run = run_of(checked(BIND))

    assert run["originalUriBaseIds"] == {"%SRCROOT%": {"uri": "file:///srv/repository/"}}


def test_a_file_elsewhere_has_a_whole_uri() -> None:
    [result] = results(checked(BIND, source="/etc/ha/lb1"))

    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "file:///etc/ha/lb1/h.cfg"
    }


def test_fingerprints_stay_when_lines_move_and_differ_for_lines_alike() -> None:
    second = replace(BIND, place=place("/h.cfg", 35, 44))
    before = [r["partialFingerprints"] for r in results(checked(BIND, second))]
    comment = b"# above\n\n"
    files = {"/h.cfg": File("/h.cfg", comment + CFG), "/k.conf": File("/k.conf", CONF)}
    moved = [
        replace(f, place=place("/h.cfg", f.place.span.start + 9, f.place.span.end + 9))
        for f in (BIND, second)
    ]
    site = Site("site", (Node("lb1", f"{ROOT}/ha site/lb1", files),))

    after = [r["partialFingerprints"] for r in results(Checked(site, moved))]

    assert before == after
    assert before[0] != before[1]


def test_a_file_that_was_not_read_makes_the_run_no_success() -> None:
    run = run_of(unread(LoadError(f"{ROOT}/a/k.conf", "cannot be read (permission denied)")))

    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    [told] = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == "cannot be read (permission denied)"
    assert told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a/k.conf"
    assert run_of(checked())["invocations"][0]["executionSuccessful"] is True


@pytest.mark.parametrize(("severity", "level"), [("warning", "warning"), ("info", "note")])
def test_severities_have_the_words_of_sarif(severity: str, level: str) -> None:
    finding = Finding("x", place("/k.conf", 0, 1), rule=RULES[0].name, severity=severity)  # type: ignore[arg-type]

    assert results(checked(finding))[0]["level"] == level
