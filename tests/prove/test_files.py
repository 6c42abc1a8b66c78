# SPDX-License-Identifier: Apache-2.0
"""Tracked files that haproxy.service writes."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.prove.sites import haproxy_cfg, instance, judged, site
from tests.prove.walks import settled

from holdfast.cli.main import holdfast
from holdfast.load.site import load
from holdfast.model.site import Site
from holdfast.prove.prove import Asked, prove
from holdfast.prove.trace import seen
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS, Kind, Strike

PAIR = Path(__file__).parents[2] / "examples" / "pair"
UNIT = "etc/systemd/system/haproxy.service.d/told.conf"
WELL = "ExecStartPost=/bin/sh -c 'echo {} >/run/down'\n"
ENDED = "ExecStopPost=/bin/sh -c 'echo {} >/run/down'\n"
TRACKED = "track_file {\n        down\n    }"
DIES: frozenset[Kind] = frozenset({"haproxy-gone"})


def file(*lines: str) -> str:
    own = "".join(f"    {line}\n" for line in lines)
    return f"track_file down {{\n    file /run/down\n{own}}}\n"


def pair(folder: Path, service: str, *lines: str) -> Site:
    """Two nodes that track a file which haproxy.service writes so."""
    return site(
        folder,
        file(*lines) + instance(101, TRACKED),
        file(*lines) + instance(100, TRACKED),
        haproxy=haproxy_cfg("*:80"),
        **{UNIT: f"[Service]\n{service}"},
    )


@pytest.mark.parametrize("method", ["transparent", "nonlocal-bind", "wildcard"])
def test_timers_and_a_method_keep_every_claim(tmp_path: Path, method: str) -> None:
    folder = shutil.copytree(PAIR, tmp_path / "pair")
    fixed = CliRunner().invoke(holdfast, ["fix", str(folder), "--method", method, "--timers"])
    assert fixed.exit_code == 0, fixed.output

    proof = prove(load([str(folder)]), Asked(3, 4000))

    assert [(j.claim, j.why) for j in proof.claims if not j.held] == []
    assert proof.complete


def test_a_haproxy_that_dies_gives_the_vip_away_at_once(tmp_path: Path) -> None:
    one = pair(tmp_path, WELL.format(0) + ENDED.format(1), "weight 0", "init_file 1")

    found = judged(one, "outage-within", 1, DIES)

    assert found.held
    assert found.why == "a single fault leaves 172.22.21.36 unanswered for up to 809 ms"


def test_a_file_that_nobody_sets_bad_lets_a_dead_haproxy_keep_the_vip(tmp_path: Path) -> None:
    found = judged(pair(tmp_path, WELL.format(0), "weight 0"), "owner-serves", 1, DIES)

    end = "down is told 0 once HAProxy listens, and nothing new once it has ended"
    assert found.why.endswith(end)
    assert found.hangs_on == ()


@pytest.mark.parametrize(("number", "held"), [(2, True), (1, False)])
def test_a_weight_is_multiplied_by_the_number(tmp_path: Path, number: int, held: bool) -> None:
    one = pair(tmp_path, WELL.format(0) + ENDED.format(number), "weight -1")

    found = judged(one, "owner-serves", 1, DIES)

    assert (found.held, found.rule) == (held, None if held else "weight-never-flips")


def test_a_file_that_says_1_while_it_is_well_is_reversed(tmp_path: Path) -> None:
    service = WELL.format(1) + ENDED.format(0)

    upright = judged(pair(tmp_path / "a", service, "weight 0"), "some-owner", 0)
    reversed_ = judged(pair(tmp_path / "b", service, "weight 0 reverse"), "some-owner", 1)

    assert (upright.held, reversed_.held) == (False, True)


def test_a_missing_file_is_well_until_it_is_written(tmp_path: Path) -> None:
    """Nobody has written anything when keepalived starts: no FAULT before HAProxy has failed."""
    service = WELL.format(0) + ENDED.format(1)

    found = judged(pair(tmp_path / "a", service, "weight 0"), "dead-node-holds-no-vip")
    made = judged(pair(tmp_path / "b", service, "weight 0", "init_file 1"), "some-owner")

    assert found.trace[0].state["lb1"].groups["VI_1"].state == "BACKUP"
    assert made.held


@pytest.mark.parametrize(
    ("service", "line"),
    [
        (WELL.format(0) + ENDED.format(1), "init_file 1 overwrite"),
        (WELL.format(1) + ENDED.format(2), "init_file 0"),
        (WELL.format(2), "init_file 1"),
        (WELL.format(0) + ENDED.format(3), "init_file 1"),
        ("", "init_file 1"),
    ],
)
def test_what_hangs_on_who_writes_first_is_left_open(
    tmp_path: Path, service: str, line: str
) -> None:
    """keepalived overwrites at every start; two numbers that both fail, twice; nobody writes."""
    found = judged(pair(tmp_path, service, "weight 0", line), "some-owner")

    assert found.hangs_on == ("down on lb1", "down on lb2")


def test_a_file_that_is_told_once_holds_its_first_word_until_haproxy_runs(tmp_path: Path) -> None:
    """In FAULT until HAProxy has run, and then no more, for HAProxy's end nor keepalived's."""
    [part] = slices(pair(tmp_path, WELL.format(0), "weight 0", "init_file 1"))
    model = Vrrp(part, KINDS, 2)
    state = next(iter(model.init()))
    states = [seen(model, state)["lb2"].groups["VI_1"].state]

    for strike in (
        Strike("haproxy-gone", 1),
        Strike("keepalived-stop", 1),
        Strike("keepalived-stop", 1, undo=True),
    ):
        state = model.next(settled(model, state), strike)
        states.append(seen(model, settled(model, state))["lb2"].groups["VI_1"].state)

    assert states == ["FAULT", "BACKUP", "INIT", "BACKUP"]


def test_a_file_keeps_what_it_holds_while_keepalived_is_away(tmp_path: Path) -> None:
    [part] = slices(pair(tmp_path, "", "weight 0"))
    model = Vrrp(part, KINDS, 1)
    state = settled(model, next(iter(model.init())))

    for strike in (
        Strike("check-changes", 0, 0),
        Strike("keepalived-stop", 0),
        Strike("keepalived-stop", 0, undo=True),
    ):
        state = settled(model, model.next(state, strike))

    assert seen(model, state)["lb1"].groups["VI_1"].state == "FAULT"
