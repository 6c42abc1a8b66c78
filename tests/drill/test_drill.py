# SPDX-License-Identifier: Apache-2.0
"""The whole way on the real daemons: the pair of the recipe, as it is and mended."""

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from holdfast.cli.save import save
from holdfast.drill.play import drill
from holdfast.drill.record import Drilled, Record
from holdfast.drill.registry import FAULTS
from holdfast.load.site import load
from holdfast.methods.method import Plan
from holdfast.methods.registry import METHODS
from holdfast.model.json_version import VERSION
from holdfast.report.drill_json import drill_json

pytestmark = pytest.mark.lab

PAIR = Path(__file__).parents[2] / "examples" / "pair"
SIX = Path(__file__).parent / "six"
SEEDS = Path(__file__).parents[3] / "shared" / "sites"
CANNOT_BIND = "cannot bind socket (Cannot assign requested address) for [172.22.21.36:80]"


QUICK = tuple(fault.name for fault in FAULTS if fault.quick)
SOME = ("keepalived-stop", "restart-on-backup")
WANTED: dict[str, tuple[str, ...]] = {
    "transparent": QUICK,
    "nonlocal-bind": SOME,
    "dummy": SOME,
    "wildcard": SOME,
    "notify-start": SOME,
    "six": ("keepalived-stop",),
    "seed-plain": ("restart-on-backup",),
    "seed-1-transparent": ("restart-on-backup",),
    "seed-2-dummy": ("restart-on-backup",),
    "seed-3-notify": ("restart-on-backup",),
}
"""The methods on the pair of the recipe, the other sites as they are; the faults for each."""
DOWNLOADS = {"wildcard": 20}
"""How many are under way; elsewhere it is one."""
AS_THEY_ARE = {"six": SIX} | {name: SEEDS / name for name in WANTED if name.startswith("seed-")}


def play(folder: Path, names: tuple[str, ...], downloads: int) -> Drilled:
    faults = [fault for fault in FAULTS if fault.name in names]
    return drill(load([str(folder)]), faults, lambda _what: None, downloads)


def mended(folder: Path, method: str) -> Path:
    """A copy of the pair with a method's changes written into it."""
    shutil.copytree(PAIR, folder)
    site = load([str(folder)])
    plan = next(m for m in METHODS if m.name == method).plan(site)
    assert isinstance(plan, Plan)
    save(site, plan.changes)
    return folder


@pytest.fixture(scope="module")
def drills(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, "Future[Drilled]"]]:
    """All drills of this file, two labs at a time; each test waits for its own."""
    folder = tmp_path_factory.mktemp("sites")
    with ThreadPoolExecutor(2) as pool:
        yield {
            name: pool.submit(
                play,
                AS_THEY_ARE.get(name) or mended(folder / name, name),
                faults,
                DOWNLOADS.get(name, 1),
            )
            for name, faults in WANTED.items()
            if SEEDS.is_dir() or not name.startswith("seed-")
        }


@pytest.fixture
def transparent(drills: dict[str, "Future[Drilled]"]) -> Drilled:
    """The quick faults on the pair with transparent binds, for all tests that look at them."""
    return drills["transparent"].result()


def of(drilled: Drilled, fault: str) -> Iterator[Record]:
    found = [record for record in drilled.drills if record.fault == fault]
    assert found
    return iter(found)


def test_without_a_fault_nothing_fails(transparent: Drilled) -> None:
    control = transparent.control
    assert (control.verdict, control.failed, control.downloads_broken) == ("held", 0, 0)
    assert control.requests > 500
    assert control.outage_ms is not None


def test_haproxy_runs_on_every_node_that_the_fault_has_not_hit(transparent: Drilled) -> None:
    for record in transparent.drills:
        spared = {"lb1", "lb2"}
        if record.fault in ("haproxy-gone", "node-power"):
            spared -= {str(record.node)}
        if record.phase == "alone":
            spared = {str(record.node)}
        assert {n for n, runs in record.haproxy_running.items() if runs} >= spared, record


def test_all_but_an_untracked_death_holds(transparent: Drilled) -> None:
    verdicts = {(r.fault, r.verdict) for r in transparent.drills}
    assert verdicts == {
        ("boot", "held"),
        ("haproxy-crash", "held"),
        ("haproxy-gone", "broken"),
        ("keepalived-stop", "held"),
        ("node-power", "held"),
        ("restart-on-backup", "held"),
    }


def test_nobody_tracks_haproxy_so_its_death_is_never_noticed(transparent: Drilled) -> None:
    (gone,) = of(transparent, "haproxy-gone")
    assert gone.outage_ms is None
    assert gone.owners[-1].owners == ("lb1",)
    assert gone.why == "requests to 172.22.21.36 are not answered"


@pytest.mark.parametrize("fault", ["keepalived-stop", "node-power"])
def test_the_vip_moves_and_breaks_the_download(transparent: Drilled, fault: str) -> None:
    (record,) = of(transparent, fault)
    assert record.node == "lb1"
    assert record.owners[0].owners == ("lb1",)
    assert record.owners[-1].owners == ("lb2",)
    assert record.downloads_broken == 1


def test_each_node_alone_serves_after_a_boot(transparent: Drilled) -> None:
    _, one, other = of(transparent, "boot")
    assert [(r.node, r.phase, r.owners[-1].owners) for r in (one, other)] == [
        ("lb1", "alone", ("lb1",)),
        ("lb2", "alone", ("lb2",)),
    ]


def test_the_json_has_the_fields_that_are_promised(transparent: Drilled) -> None:
    told = json.loads(drill_json(transparent))
    assert list(told) == [
        "version", "site", "began", "versions", "substitutions", "control", "drills", "command",
    ]  # fmt: skip
    assert told["version"] == VERSION
    assert list(told["control"]) == [
        "fault", "node", "phase", "haproxy_running", "owners", "requests", "failed", "outage_ms",
        "downloads", "downloads_broken", "two_owners_ms", "verdict", "why", "claims", "timeline",
        "needless_moves", "relay",
    ]  # fmt: skip
    assert list(told["control"]["timeline"]) == [
        "from_ms", "until_ms", "judged_ms", "undone_ms", "gap", "owners", "haproxy", "requests",
    ]  # fmt: skip
    assert list(told["drills"][0]["owners"][0]) == ["ms", "group", "vip", "owners"]


def test_the_timeline_agrees_with_the_figures(transparent: Drilled) -> None:
    for record in (transparent.control, *transparent.drills):
        seen = record.timeline
        (asked,) = seen.requests
        judged = int((seen.judged_ms - seen.from_ms) / asked.bucket_ms)
        lead = int(-seen.from_ms / asked.bucket_ms)
        ended = [sum(both) for both in zip(asked.answered, asked.failed, strict=True)]
        before, amid = sum(ended[lead:judged]), sum(ended[judged : judged + 1])
        assert before <= record.requests <= before + amid + 1
        if record.outage_ms is not None and seen.gap is not None:
            assert seen.gap[1] - seen.gap[0] == pytest.approx(record.outage_ms, abs=0.2)
        after = [step for step in seen.owners if 0 < step.ms <= seen.judged_ms]
        assert after == [step for step in record.owners if 0 < step.ms <= seen.judged_ms]
        assert {state.node for state in seen.haproxy} == {"lb1", "lb2"}
        assert (seen.undone_ms is None) == (record.fault == "control")


def test_a_move_breaks_downloads_and_the_next_fault_meets_new_ones(
    drills: dict[str, "Future[Drilled]"],
) -> None:
    drilled = drills["wildcard"].result()
    stopped, restarted = drilled.drills
    assert 1 < stopped.downloads_broken <= stopped.downloads
    assert drilled.control.downloads_broken == 0
    assert restarted.downloads_broken == 0
    assert restarted.downloads > 1


@pytest.mark.parametrize("method", ["nonlocal-bind", "dummy", "wildcard"])
def test_every_other_method_keeps_haproxy_running_too(
    method: str, drills: dict[str, "Future[Drilled]"]
) -> None:
    found = [(r.fault, r.verdict, r.why) for r in drills[method].result().drills]
    assert found == [("keepalived-stop", "held", ""), ("restart-on-backup", "held", "")]


def test_notify_start_alone_leaves_the_backup_cold(
    drills: dict[str, "Future[Drilled]"],
) -> None:
    """keepalived's script starts HAProxy where the VIP comes, and cannot where it is not."""
    stopped, restarted = drills["notify-start"].result().drills
    assert (stopped.verdict, stopped.haproxy_running["lb2"]) == ("held", True)
    assert restarted.haproxy_running == {"lb1": True, "lb2": False}
    assert CANNOT_BIND in restarted.why


def test_ipv6_tls_without_its_certificate_and_a_backend_by_name(
    drills: dict[str, "Future[Drilled]"],
) -> None:
    drilled = drills["six"].result()
    (stopped,) = drilled.drills
    assert (drilled.control.verdict, stopped.verdict, stopped.why) == ("held", "held", "")
    assert [step.owners for step in stopped.owners][-1] == ("lb2",)
    assert {
        "name answered from /etc/hosts: app.example.net is 198.18.0.1",
        "lb1: a self-signed certificate as /etc/haproxy/certs/site.pem",
    } <= set(drilled.substitutions)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the example sites are not beside the checkout")
@pytest.mark.parametrize(
    ("seed", "running", "verdict", "why"),
    [
        ("seed-plain", set(), "broken", CANNOT_BIND),
        ("seed-1-transparent", {"lb1", "lb2"}, "held", ""),
        ("seed-2-dummy", {"lb1", "lb2"}, "broken", "2 nodes answer ARP for 172.22.21.36"),
        ("seed-3-notify", set(), "broken", CANNOT_BIND),
    ],
)
def test_the_seeds(
    seed: str, running: set[str], verdict: str, why: str, drills: dict[str, "Future[Drilled]"]
) -> None:
    (restarted,) = drills[seed].result().drills
    assert restarted.verdict == verdict
    assert why in restarted.why
    assert {node for node, runs in restarted.haproxy_running.items() if runs} == running
