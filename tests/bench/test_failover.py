# SPDX-License-Identifier: Apache-2.0
"""The figures, the bars and the page of `make bench-failover`, from records without a lab."""

from math import inf
from pathlib import Path

import pytest
from bench.failover.__main__ import main
from bench.failover.bars import FAST, FAST_RELAY, OWN, SLOW_RELAY, Bar, bars
from bench.failover.figures import results
from bench.failover.page import Run, page
from bench.failover.plan import WANTED, Drill, cells, drills, left, played
from bench.failover.saved import Unreadable, add, read
from bench.failover.variants import OWN as VARIANTS
from click.testing import CliRunner
from msgspec.structs import replace
from tests.report.drills import CONTROL, DRILLED, record

from holdfast.drill.record import Drilled, Needless, Record
from holdfast.report.drill_json import drill_json


def run(site: str, *records: Record, noise: float = 5.0) -> Drilled:
    return replace(DRILLED, site=site, control=replace(CONTROL, outage_ms=noise), drills=records)


def bar(runs: list[Drilled], fault: str, promise: str) -> Bar:
    (found,) = [b for b in bars(results(runs)) if (b.fault, b.promise) == (fault, promise)]
    return found


def test_phases_are_taken_together_and_runs_apart() -> None:
    first = record("boot", outage_ms=40.0, failed=1, downloads_broken=0, two_owners_ms=3.0)
    second = record("boot", outage_ms=90.0, failed=2, downloads_broken=1, verdict="broken")
    found = results([run("rome", first, second), run("rome", first, noise=50.0)])["rome", "boot"]
    assert (found.middle("gap_ms"), found.worst("gap_ms")) == (65.0, 90.0)
    assert [once.above_ms for once in found.runs] == [85.0, 0.0]
    assert (found.total("failed"), found.total("downloads_broken")) == (4, 1)
    assert (found.worst("two_owners_ms"), found.count("held"), found.count("broken")) == (3, 1, 1)


def test_a_gap_without_an_end_is_longer_than_any() -> None:
    found = results([run("rome", record(outage_ms=None)), run("rome", record(outage_ms=9.0))])
    assert found["rome", "haproxy-gone"].middle("gap_ms") == inf


@pytest.mark.parametrize(("gap", "outcome"), [(30.0, "held"), (30.1, "missed"), (None, "missed")])
def test_a_bar_is_above_the_noise_of_the_same_lab(gap: float | None, outcome: str) -> None:
    runs = [run(FAST_RELAY, record(outage_ms=gap))]
    promise = f"{FAST_RELAY}: at most 25 ms above control"
    assert bar(runs, "haproxy-gone", promise).outcome == outcome


@pytest.mark.parametrize(("ours", "outcome"), [(30.0, "held"), (31.0, "missed")])
def test_the_best_other_site_is_the_yardstick(ours: float, outcome: str) -> None:
    runs = [
        run(FAST_RELAY, record(outage_ms=ours)),
        run(FAST, record(outage_ms=50.0)),
        run("kolla", record(outage_ms=3000.0)),
        run("roxy", record(outage_ms=None)),
    ]
    found = bar(
        runs, "haproxy-gone", f"{FAST_RELAY}: gap 100 times shorter than at the best other site"
    )
    assert (found.outcome, found.runs) == (outcome, 1)
    assert found.measured.endswith(f"{ours:.0f} against 3000 ms at kolla")


def test_a_site_that_does_not_hold_is_no_yardstick_beside_one_that_does() -> None:
    runs = [
        run(FAST_RELAY, record(outage_ms=30.0)),
        run("seed-2-dummy", record(outage_ms=12.0, verdict="broken")),
        run("kolla", record(outage_ms=3000.0)),
    ]
    promise = f"{FAST_RELAY}: gap 100 times shorter than at the best other site"
    assert bar(runs, "haproxy-gone", promise).measured.endswith("at kolla")
    assert bar(runs[:2], "haproxy-gone", promise).measured.endswith("at seed-2-dummy")


def test_where_all_others_never_answer_again_any_end_is_shorter() -> None:
    runs = [run(FAST_RELAY, record(outage_ms=30.0)), run("roxy", record(outage_ms=None))]
    promise = f"{FAST_RELAY}: gap 100 times shorter than at the best other site"
    assert bar(runs, "haproxy-gone", promise).outcome == "held"
    runs = [run(FAST_RELAY, record(outage_ms=None)), run("roxy", record(outage_ms=None))]
    assert bar(runs, "haproxy-gone", promise).outcome == "missed"


@pytest.mark.parametrize(
    ("failed", "broken", "outcome"), [(0, 0, "held"), (1, 0, "missed"), (0, 1, "missed")]
)
def test_nothing_may_be_lost_in_any_run(failed: int, broken: int, outcome: str) -> None:
    whole = record("keepalived-stop", failed=0, downloads=100, downloads_broken=0)
    other = replace(whole, failed=failed, downloads_broken=broken)
    runs = [run(SLOW_RELAY, whole), run(SLOW_RELAY, whole), run(SLOW_RELAY, other)]
    promise = f"{SLOW_RELAY}: no request and no download lost"
    found = bar(runs, "keepalived-stop", promise)
    assert (found.outcome, found.runs) == (outcome, 3)
    assert found.measured == f"{failed} failed, {broken} of 300 downloads broken"


def test_nothing_lost_where_nothing_was_downloaded_is_not_held() -> None:
    none = record("keepalived-stop", failed=0, downloads=0, downloads_broken=0)
    promise = f"{SLOW_RELAY}: no request and no download lost"
    assert bar([run(SLOW_RELAY, none)], "keepalived-stop", promise).outcome == "missed"


def test_a_site_without_relay_that_breaks_no_download_spoils_the_comparison() -> None:
    broken = record("keepalived-stop", downloads_broken=1)
    runs = [run("kolla", broken), run("octavia", replace(broken, downloads_broken=0))]
    found = bar(runs, "keepalived-stop", "every site without relay breaks its downloads")
    assert (found.outcome, found.measured) == ("missed", "not octavia")


def test_a_site_that_never_served_has_no_download_to_break() -> None:
    broken = record("keepalived-stop", downloads_broken=1)
    runs = [run("kolla", broken), run("plain", replace(broken, downloads=0, downloads_broken=0))]
    promise = "every site without relay breaks its downloads"
    found = bar(runs, "keepalived-stop", promise)
    assert (found.outcome, found.measured) == ("held", "all 1; plain served none")
    assert bar(runs[1:], "keepalived-stop", promise).outcome == "not measured"


@pytest.mark.parametrize(
    ("seen", "expected", "outcome"),
    [
        ((7, 8), 7.5, "held"),
        ((14, 13), 7.5, "held"),
        ((14, 14), 7.5, "missed"),
        ((0, 2), 7.5, "missed"),
        ((0, 0), 0.0, "held"),
        ((0, 1), 0.0, "missed"),
    ],
)
def test_needless_moves_are_those_of_chance(
    seen: tuple[int, int], expected: float, outcome: str
) -> None:
    runs = [
        run(FAST, record("advert-loss", phase="30 %", needless_moves=Needless(one, expected)))
        for one in seen
    ]
    found = bar(runs, "advert-loss", f"{FAST}: as many needless moves as expected")
    assert (found.outcome, found.runs) == (outcome, 2)
    assert found.measured == f"30 %: {sum(seen)}, {2 * expected:.0f} expected"


def test_what_was_not_played_is_never_held() -> None:
    assert {b.outcome for b in bars(results([]))} == {"not measured"}
    assert {b.outcome for b in bars(results([run("kolla", record())]))} == {"not measured"}


def test_the_bars_speak_of_the_variants_that_there_are() -> None:
    assert tuple(variant.name for variant in VARIANTS) == OWN


def test_the_page_has_every_figure() -> None:
    runs = [run("kolla", record(outage_ms=None)), run(FAST, record(outage_ms=47.0))]
    found = results(runs)
    told = page(found, bars(found), Run({"date": "today"}, {FAST_RELAY: "no such option"}))
    assert (
        "| kolla | 1 | never (never) | 5 (5) | never (never) | 1 (1) | 1 of 2 | 0 (0) | 1 |" in told
    )
    assert f"| {FAST} | 1 | 47 (47) | 5 (5) | 42 (42) | 1 (1) | 1 of 2 | 0 (0) | 1 |" in told
    assert (
        f"| `haproxy-gone` | {FAST}: at most 60 ms above control "
        "| 42, worst 42; control 5 ms, gap 47 ms, 9.4 times that | 1 | held |"
    ) in told
    assert f"- {FAST_RELAY}: no such option\n" in told
    assert "- date: today\n" in told
    assert "## What this does not show" in told


def test_quick_leaves_nothing_that_a_bar_needs() -> None:
    sites = (*OWN, "kolla")
    quick = cells(sites, tuple(WANTED), quick=True)
    assert len(quick) < len(cells(sites, tuple(WANTED), quick=False))
    moves = Needless(0, 0.0)
    runs = [run(site, record(fault, needless_moves=moves)) for site, fault in quick]
    assert "not measured" not in {b.outcome for b in bars(results(runs))}


def test_every_site_has_its_turn_in_each_round_and_what_is_there_is_not_played_again() -> None:
    wanted = cells(("rome", "berlin"), ("haproxy-gone", "node-power"), quick=False)
    done = played([run("rome", record("haproxy-gone")), run("rome", record("haproxy-gone"))])
    assert list(drills(wanted, done, 2)) == [
        Drill(1, "rome", ("node-power",)),
        Drill(1, "berlin", ("haproxy-gone", "node-power")),
        Drill(2, "rome", ("node-power",)),
        Drill(2, "berlin", ("haproxy-gone", "node-power")),
    ]
    assert list(left(wanted, done, 2)) == [
        "rome: of 2 runs there are: node-power 0",
        "berlin: of 2 runs there are: haproxy-gone 0, node-power 0",
    ]


def test_a_fault_of_several_blows_is_one_run() -> None:
    blows = (record("boot"), record("boot"))
    assert played([run("rome", *blows)]) == {("rome", "boot"): 1}


def test_runs_are_kept_and_read_again(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    assert read(file) == []
    for site in ("rome", "berlin"):
        add(file, drill_json(run(site)))
    assert [one.site for one in read(file)] == ["rome", "berlin"]


def test_a_run_that_was_cut_off_while_it_was_written_is_left_out_and_written_over(
    tmp_path: Path,
) -> None:
    file = tmp_path / "runs.jsonl"
    add(file, drill_json(run("rome")))
    with file.open("ab") as cut:
        cut.write(drill_json(run("berlin"))[:100])
    assert [one.site for one in read(file)] == ["rome"]
    add(file, drill_json(run("oslo")))
    assert [one.site for one in read(file)] == ["rome", "oslo"]


def test_a_file_of_something_else_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "runs.jsonl"
    add(file, drill_json(run("rome")))
    with file.open("ab") as other:
        other.write(b"{}\n")
    with pytest.raises(Unreadable) as refused:
        read(file)
    assert str(refused.value) == (
        f"{file}:2: Object missing required field `version`; name another file with --runs"
    )


def test_when_the_minutes_are_over_the_page_is_written_and_it_is_said_what_is_left(
    tmp_path: Path,
) -> None:
    runs, target = tmp_path / "runs.jsonl", tmp_path / "failover.md"
    add(runs, drill_json(run(FAST, record("haproxy-gone", outage_ms=47.0))))
    words = ["--minutes", "0", "--sites", FAST, "--faults", "haproxy-gone,node-power", "-n", "2"]
    done = CliRunner().invoke(main, [*words, "--runs", str(runs), "--page", str(target)])
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (0, "stopped: the minutes are over")
    missing = f"missing: {FAST}: of 2 runs there are: haproxy-gone 1, node-power 0"
    assert done.stdout.splitlines()[-2:] == [missing, f"wrote {target}"]
    assert f"| {FAST} | 1 | 47 (47) |" in target.read_text()


def test_a_site_that_is_not_known_is_bad_usage(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--sites", "rome", "--runs", str(tmp_path / "runs.jsonl")])
    assert done.exit_code == 2
    assert f"rome is none of {OWN[0]}, " in done.stderr
