# SPDX-License-Identifier: Apache-2.0
"""The commands as a user types them: exit codes, output, one clear line for what is wrong."""

import json
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from holdfast.cli.main import COMMANDS, holdfast
from holdfast.model.json_version import VERSION

PAIR = Path(__file__).parents[2] / "examples" / "pair"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, [str(word) for word in words])


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PAIR, tmp_path / "pair"))


def rules(*words: str | Path) -> set[tuple[str, str | None]]:
    found = json.loads(run("check", *words, "--format", "json").stdout)["findings"]
    return {(finding["rule"], finding["node"]) for finding in found}


def test_check_ends_0_where_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "haproxy.cfg").write_text("frontend web\n    bind *:80\n")
    result = run("check", tmp_path / "haproxy.cfg")
    assert (result.exit_code, result.stdout) == (
        0,
        "loose files (debian 12 assumed): 1 file read, nothing found\n",
    )


@pytest.mark.parametrize("asked", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
@pytest.mark.parametrize("words", [["check", str(PAIR)], ["rules"], ["explain"]])
def test_no_colours_for_who_wants_none(words: list[str], asked: dict[str, str]) -> None:
    usual = {"NO_COLOR": None, "TERM": "xterm"}

    coloured = CliRunner().invoke(holdfast, words, color=True, env=usual)
    plain = CliRunner().invoke(holdfast, words, color=True, env={**usual, **asked})

    assert "\x1b[1m" in coloured.stdout
    assert plain.stdout == click.unstyle(coloured.stdout)


def test_check_finds_the_race_on_both_nodes(pair: Path) -> None:
    assert run("check", pair).exit_code == 1
    assert {("vip-bind-race", "lb1"), ("vip-bind-race", "lb2")} <= rules(pair)


def test_a_site_may_be_named_node_by_node(pair: Path) -> None:
    assert rules(f"a={pair / 'lb1'}", f"b={pair / 'lb2'}") == {
        (rule, {"lb1": "a", "lb2": "b"}[node or ""]) for rule, node in rules(pair)
    }


def test_json_has_the_fields_that_are_promised(pair: Path) -> None:
    told = json.loads(run("check", pair, "--format", "json").stdout)
    assert (told["version"], told["errors"], told["files"]) == (VERSION, [], 4)
    race = next(f for f in told["findings"] if f["rule"] == "vip-bind-race")
    assert race["node"] == "lb1"
    assert race["file"] == "/etc/haproxy/haproxy.cfg"
    assert (race["line"], race["column"], race["end_line"], race["end_column"]) == (14, 10, 14, 25)
    assert race["methods"] == ["transparent", "nonlocal-bind", "dummy", "wildcard"]
    assert [(also["file"], also["line"]) for also in race["also"]] == [
        ("/etc/keepalived/keepalived.conf", 12)
    ]
    assert race["fix"] is None


@pytest.mark.parametrize("method", ["transparent", "nonlocal-bind", "dummy", "wildcard"])
def test_fix_mends_the_race(pair: Path, method: str) -> None:
    result = run("fix", pair, "--method", method)
    assert result.exit_code == 0, result.output
    assert not any(rule == "vip-bind-race" for rule, _ in rules(pair))
    assert "nothing to do" in run("fix", pair, "--method", method).stdout


def test_methods_stand_upon_each_other(pair: Path) -> None:
    run("fix", pair, "--method", "notify-start", "--method", "transparent")
    mended = {"vip-bind-race", "haproxy-started-only-by-notify"}
    assert not mended & {rule for rule, _ in rules(pair)}


@pytest.mark.parametrize("other", ["transparent", "dummy", "wildcard"])
def test_notify_start_warns_of_a_cold_backup_only_where_it_is_alone(pair: Path, other: str) -> None:
    alone = run("fix", pair, "--diff", "--method", "notify-start")
    beside = run("fix", pair, "--diff", "--method", "notify-start", "--method", other)
    behind = run("fix", pair, "--diff", "--method", other, "--method", "notify-start")

    assert "note: notify-start alone leaves the backup cold" in alone.stderr
    assert "cold" not in beside.stderr
    assert beside.output == behind.output
    assert "+++ b/lb1/usr/local/sbin/vip-notify" in beside.stdout


def test_dummy_is_added_to_a_site_that_is_transparent(pair: Path) -> None:
    run("fix", pair, "--method", "transparent")
    result = run("fix", pair, "--method", "dummy")

    assert f"created {pair}/lb2/etc/network/interfaces.d/vip0" in result.stdout.splitlines()
    assert "nothing to do" in run("fix", pair, "--method", "dummy").stdout


def test_fix_tells_of_a_hard_link_that_it_parts(pair: Path) -> None:
    cfg = pair / "lb1/etc/haproxy/haproxy.cfg"
    (pair / "copy.cfg").hardlink_to(cfg)

    told = run("fix", pair, "--method", "transparent").stderr

    assert f"note: {cfg} had another name, which keeps the former contents" in told.splitlines()


def test_diff_writes_nothing(pair: Path) -> None:
    before = {path: path.read_bytes() for path in pair.rglob("*") if path.is_file()}
    result = run("fix", pair, "--method", "dummy", "--diff")
    assert "+++ b/lb1/etc/sysctl.d/60-vip-arp.conf" in result.stdout
    assert {path: path.read_bytes() for path in pair.rglob("*") if path.is_file()} == before


def test_a_file_that_is_no_utf8_is_an_error_and_nothing_is_written(pair: Path) -> None:
    broken = pair / "lb2/etc/keepalived/keepalived.conf"
    broken.write_bytes(b"vrrp_instance \xff {\n")
    checked = run("check", pair)
    assert checked.exit_code == 2
    assert f"{broken}: " in checked.stderr
    fixed = run("fix", pair, "--method", "transparent")
    assert fixed.exit_code == 2
    assert "nothing was written" in fixed.stderr
    assert b"transparent" not in (pair / "lb1/etc/haproxy/haproxy.cfg").read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("check", "/nowhere"), "/nowhere is not there"),
        (("check", "."), "is neither a node nor a site"),
        (("check", "lb1=/nowhere"), "/nowhere is no folder"),
        (("fix", "--method", "magic"), "'magic' is not one of"),
        (("explain", "vip-bind-rase"), "no page about vip-bind-rase: did you mean vip-bind-race?"),
        (("explain", "drill"), "drill is a command: holdfast drill --help"),
        (("drill", "haproxy.cfg"), "a lab needs whole nodes"),
        (("mend",), "No such command 'mend': `holdfast --help` lists them"),
        (("chek",), "No such command 'chek': did you mean check?"),
    ],
)
def test_bad_usage_is_one_clear_line_and_exit_2(
    words: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "haproxy.cfg").write_text("frontend web\n    bind :80\n")
    result = run(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_its_use(command: str) -> None:
    told = run(command, "--help").stdout
    assert f"  holdfast {command} " in told


@pytest.mark.parametrize(
    "name", ["vip-bind-race", "transparent", "control", "node-power", "one-owner"]
)
def test_explain_shows_the_page_of_whatever_has_one(name: str) -> None:
    assert name in run("explain", name).stdout
    assert "## Cases" not in run("explain", name).stdout


def test_explain_without_a_name_lists_every_page() -> None:
    told = run("explain").stdout
    assert all(name in told for name in ("vip-bind-race", "wildcard", "boot", "one-owner"))


def test_a_form_is_one_of_dummy() -> None:
    done = run("fix", PAIR, "--method", "transparent", "--form", "networkd")

    assert (done.exit_code, done.output) == (
        2,
        "Error: --form says how --method dummy or --relay keeps the VIPs: give one of them\n",
    )
