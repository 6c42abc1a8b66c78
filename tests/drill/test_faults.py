# SPDX-License-Identifier: Apache-2.0
"""Each fault on the real daemons: held on a good pair, broken on one that deserves it."""

import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from holdfast.drill.play import drill
from holdfast.drill.record import Drilled, Record
from holdfast.drill.registry import FAULTS
from holdfast.load.site import load

pytestmark = pytest.mark.lab

EXAMPLES = Path(__file__).parents[2] / "examples"
GOOD = EXAMPLES / "pair-fixed"
VIP = "172.22.21.36"

CONF = "etc/keepalived/keepalived.conf"
UNIT = "etc/systemd/system/keepalived.service.d/restart.conf"
SCRIPT = 'script "/etc/keepalived/haproxy-answers"'

Change = tuple[str, str, str]
"""A file of both nodes, or of one: what stands there, and what stands there instead."""

DESERVING: dict[str, tuple[Change, ...]] = {
    "haproxy-hang": ((CONF, SCRIPT, 'script "/usr/bin/pgrep -x haproxy"'),),
    "keepalived-kill": ((UNIT, "Restart=on-failure", "Restart=no"),),
    "keepalived-hang": (("lb2/etc/haproxy/haproxy.cfg", " transparent", ""),),
    "link-down": (("lb2/etc/haproxy/haproxy.cfg", " transparent", ""),),
    "return": ((f"lb1/{CONF}", "state BACKUP", "state MASTER\n    nopreempt"),),
    "double-fault": ((CONF, "    track_script {\n        haproxy_answers\n    }\n", ""),),
    "config-reload": (
        (UNIT, "[Service]", "[Service]\nExecReload=\nExecReload=kill -TERM $MAINPID"),
    ),
}
"""What is changed in the good pair so that the fault breaks it."""


def changed(folder: Path, changes: tuple[Change, ...]) -> Path:
    """A copy of the good pair with these changes."""
    shutil.copytree(GOOD, folder)
    for path, old, new in changes:
        files = [folder / path] if path.startswith("lb") else folder.glob(f"lb*/{path}")
        for file in files:
            text = file.read_text()
            assert old in text
            file.write_text(text.replace(old, new))
    return folder


def play(folder: Path, *names: str) -> Drilled:
    faults = [fault for fault in FAULTS if fault.name in names]
    return drill(load([str(folder)]), faults, lambda _what: None)


@pytest.fixture(scope="module")
def drills(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, "Future[Drilled]"]]:
    """All drills of this file, two labs at a time; each test waits for its own."""
    sites = tmp_path_factory.mktemp("sites")
    with ThreadPoolExecutor(2) as pool:
        yield {
            "good": pool.submit(play, GOOD, *DESERVING),
            **{
                name: pool.submit(play, changed(sites / name, changes), name)
                for name, changes in DESERVING.items()
            },
        }


@pytest.mark.parametrize("fault", DESERVING)
def test_a_good_pair_holds(fault: str, drills: dict[str, "Future[Drilled]"]) -> None:
    found = [record for record in drills["good"].result().drills if record.fault == fault]
    assert found
    assert [(r.phase, r.verdict, r.why) for r in found] == [(r.phase, "held", "") for r in found]


def broken(drills: dict[str, "Future[Drilled]"], fault: str) -> dict[tuple[str, str], Record]:
    """By node and phase, what broke of a fault on the site that deserves it."""
    found = drills[fault].result().drills
    return {(r.node or "", r.phase): r for r in found if r.verdict == "broken"}


def test_a_check_that_only_looks_for_the_process_never_sees_a_hang(
    drills: dict[str, "Future[Drilled]"],
) -> None:
    (hang,) = broken(drills, "haproxy-hang").values()
    assert hang.why == f"requests to {VIP} are not answered"
    assert [step.owners for step in hang.owners] == [("lb1",)]
    assert hang.haproxy_running == {"lb1": True, "lb2": True}


def test_a_keepalived_that_is_not_restarted_leaves_its_vip_for_ever(
    drills: dict[str, "Future[Drilled]"],
) -> None:
    both = broken(drills, "keepalived-kill")["lb1", "both"]
    assert f"{VIP} is owned by lb1 and lb2" in both.why
    assert both.two_owners_ms > 4000


def test_a_restarted_one_takes_it_away_in_time(drills: dict[str, "Future[Drilled]"]) -> None:
    (both,) = (r for r in drills["good"].result().drills if r.phase == "both")
    assert both.two_owners_ms < 4609


def test_while_keepalived_hangs_there_are_two_owners_and_then_one(
    drills: dict[str, "Future[Drilled]"],
) -> None:
    hangs = [r for r in drills["good"].result().drills if r.fault == "keepalived-hang"]
    assert [(r.phase, r.owners[-1].owners) for r in hangs] == [
        ("", ("lb1", "lb2")),
        ("over", ("lb1",)),
    ]
    assert all(("lb1", "lb2") in [step.owners for step in r.owners] for r in hangs)


@pytest.mark.parametrize("fault", ["keepalived-hang", "link-down"])
def test_a_cold_backup_does_not_take_the_vip(
    fault: str, drills: dict[str, "Future[Drilled]"]
) -> None:
    first = broken(drills, fault)["lb1", ""]
    assert first.claims["haproxy-runs-everywhere"] == "broken"
    assert first.claims["some-owner"] == "broken"
    assert "cannot bind socket" in first.why
    assert f"{VIP} is owned by no node among lb2" in first.why


def test_state_master_takes_the_vip_back_in_spite_of_nopreempt(
    drills: dict[str, "Future[Drilled]"],
) -> None:
    (returned,) = broken(drills, "return").values()
    assert returned.why == f"{VIP} left lb2 although lb1 is not to take it back"
    assert returned.claims["returns-as-configured"] == "broken"


def test_it_comes_back_once_where_it_may(drills: dict[str, "Future[Drilled]"]) -> None:
    (returned,) = (r for r in drills["good"].result().drills if r.fault == "return")
    assert [s.owners for s in returned.owners if len(s.owners) == 1] == [
        ("lb1",),
        ("lb2",),
        ("lb1",),
    ]


def test_what_nobody_tracks_stays_where_nobody_serves(
    drills: dict[str, "Future[Drilled]"],
) -> None:
    gone = broken(drills, "double-fault")["", "haproxy gone, back on the backup"]
    assert gone.why == f"requests to {VIP} are not answered"
    assert gone.owners[-1].owners == ("lb1",)


def test_a_reload_that_ends_the_daemon_moves_the_vip(
    drills: dict[str, "Future[Drilled]"],
) -> None:
    reloaded = broken(drills, "config-reload")["lb1", "keepalived"]
    assert f"{VIP} moved to lb2 although keepalived was only reloaded" in reloaded.why
