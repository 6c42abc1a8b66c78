# SPDX-License-Identifier: Apache-2.0
"""JSON of one site and of several."""

import json
from typing import Any

from msgspec.structs import replace
from tests.report.sites import BIND, checked, unread

from holdfast.check.estimate import Depends, Estimate, Moves, Never
from holdfast.check.finding import Fix
from holdfast.model.address import parse_address
from holdfast.model.change import FileEdit, NewFile, NewMode
from holdfast.model.site import LoadError
from holdfast.model.timing import Bounds
from holdfast.report.checked import Checked
from holdfast.report.estimate_text import estimates_text
from holdfast.report.findings_json import findings_json
from holdfast.text.edit import Edit
from holdfast.text.span import Span

VIP = parse_address("172.22.21.36")
assert VIP is not None
ESTIMATES = (
    Estimate("VI_01", 51, (VIP,), "lb1", "haproxy-gone", Depends(("/usr/local/bin/alive",))),
    Estimate(
        "VI_01", 51, (VIP,), "lb1", "keepalived-stop", Moves("lb2", Bounds(11.7, 11.7), "quick")
    ),
    Estimate("VI_01", 51, (VIP,), "lb1", "node-power", Never("only lb1 is in this group")),
)


def told(*reports: Checked) -> dict[str, Any]:
    return dict(json.loads(findings_json(reports)))


def test_one_site() -> None:
    [finding] = told(checked(BIND))["findings"]

    assert (finding["node"], finding["file"], finding["column"]) == ("lb1", "/h.cfg", 7)
    assert finding["end_column"] == 16, "bytes are counted"
    assert finding["also"][0]["node"] == "lb1"


def test_each_edit_of_a_fix_names_the_node_of_its_file() -> None:
    fix = Fix(
        "unsafe",
        (
            FileEdit("lb1", "/h.cfg", Edit(Span(19, 28), b":80")),
            NewFile("lb2", "/n", b"new", 0o600),
            NewMode("lb2", "/m", 0o755),
        ),
    )

    [finding] = told(checked(replace(BIND, fix=fix), label="a"))["findings"]

    assert finding["fix"] == {
        "safety": "unsafe",
        "edits": [
            {"node": "a/lb1", "file": "/h.cfg", "start": 19, "end": 28, "text": ":80"},
            {"node": "a/lb2", "file": "/n", "create": True, "mode": "0600", "text": "new"},
            {"node": "a/lb2", "file": "/m", "mode": "0755"},
        ],
    }


def test_several_sites_make_one_list_with_the_site_before_the_node() -> None:
    found = told(checked(BIND, label="a"), checked(BIND, label="b"), unread(LoadError("/x", "y")))

    assert [f["node"] for f in found["findings"]] == ["a/lb1", "b/lb1"]
    assert [f["also"][0]["node"] for f in found["findings"]] == ["a/lb1", "b/lb1"]
    assert found["errors"] == [{"file": "/x", "message": "y"}]
    assert found["files"] == 4


def test_estimates_are_there_where_they_were_asked_for() -> None:
    one = checked(BIND, label="a")
    asked = Checked(one.site, [], "a", estimates=ESTIMATES)

    assert "estimates" not in told(one)
    depends, moves, never = told(asked)["estimates"]
    assert depends == {
        "group": "VI_01",
        "virtual_router_id": 51,
        "vips": ["172.22.21.36"],
        "owner": "a/lb1",
        "event": "haproxy-gone",
        "outcome": "depends",
        "to": None,
        "min_ms": None,
        "max_ms": None,
        "depends_on": ["/usr/local/bin/alive"],
        "why": None,
    }
    assert (moves["outcome"], moves["to"], moves["min_ms"], moves["max_ms"], moves["why"]) == (
        "moves",
        "a/lb2",
        11.7,
        11.7,
        "quick",
    )
    assert (never["outcome"], never["why"]) == ("never", "only lb1 is in this group")


def test_the_table_of_estimates() -> None:
    assert list(estimates_text(ESTIMATES, "a")) == [
        "a: how long a fail-over takes, from the files alone",
        "  group  owner  HAProxy dead                     keepalived stopped  node lost",
        "  VI_01  lb1    depends on /usr/local/bin/alive  0.012 s             never",
        "    VI_01, keepalived stopped: quick",
        "    VI_01, node lost: only lb1 is in this group",
    ]


def test_a_site_without_a_group_has_no_table() -> None:
    assert list(estimates_text(())) == []
