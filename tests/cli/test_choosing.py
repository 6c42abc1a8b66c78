# SPDX-License-Identifier: Apache-2.0
"""What users of linters expect: rules chosen, a configuration, a baseline, formats for machines."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdfast.check.registry import RULES
from holdfast.cli.main import holdfast

PAIR = Path(__file__).parents[2] / "examples" / "pair"
FORMATS = ("text", "json", "sarif", "github")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, [str(word) for word in words])


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(PAIR, tmp_path / "pair"))


def rules(*words: str | Path) -> set[str]:
    told = json.loads(run("check", *words, "--format", "json").stdout)
    return {finding["rule"] for finding in told["findings"]}


def test_select_and_ignore(pair: Path) -> None:
    assert rules(pair, "--select", "vip-bind-race") == {"vip-bind-race"}
    assert rules(pair, "--select", "vip-bind-race,vrid-mismatch") == {"vip-bind-race"}
    assert rules(pair, "--ignore", "vip-bind-race") == rules(pair) - {"vip-bind-race"}
    assert run("check", pair, "--select", "vrid-mismatch").exit_code == 0


def test_the_threshold_counts_for_the_exit_code(pair: Path) -> None:
    assert run("check", pair, "--severity", "error").exit_code == 1
    assert "warning" not in run("check", pair, "--severity", "error").stdout
    shutil.copy(pair / "lb1/etc/haproxy/haproxy.cfg", "haproxy.cfg")
    weak = ("check", "haproxy.cfg", "--severity", "error")
    assert run(*weak).exit_code == 0


@pytest.mark.parametrize("command", ["check", "fix"])
@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_rule_that_is_not_there(command: str, option: str, pair: Path) -> None:
    result = run(command, pair, option, "vrid-mismatch,vip-bind-rase")

    assert result.exit_code == 2
    assert "no rule is called vip-bind-rase: did you mean vip-bind-race?" in result.stderr


def test_the_configuration_stands_beside_the_nodes(pair: Path) -> None:
    (pair / "holdfast.yaml").write_text("select: [vip-bind-race, haproxy-not-tracked]\n")

    assert rules(pair) == {"vip-bind-race", "haproxy-not-tracked"}
    assert rules(pair / "lb1") == {"vip-bind-race", "haproxy-not-tracked"}
    assert rules(f"a={pair / 'lb1'}", f"b={pair / 'lb2'}") == {
        "vip-bind-race",
        "haproxy-not-tracked",
    }
    assert rules(pair, "--select", "vip-bind-race") == {"vip-bind-race"}
    assert rules(pair, "--ignore", "vip-bind-race") == {"haproxy-not-tracked"}


def test_loose_files_have_the_configuration_of_the_current_folder(pair: Path) -> None:
    shutil.copy(pair / "lb1/etc/haproxy/haproxy.cfg", "haproxy.cfg")
    shutil.copy(pair / "lb1/etc/keepalived/keepalived.conf", "keepalived.conf")
    Path("holdfast.yaml").write_text("ignore: [vip-bind-race]\nseverity: error\n")

    assert "vip-bind-race" not in rules("haproxy.cfg", "keepalived.conf")
    assert "haproxy-not-tracked" in rules("haproxy.cfg", "keepalived.conf")


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["fix"],
        ["prove"],
        ["drill"],
        ["move", "--to", "lb2"],
        ["plan"],
        ["apply"],
        ["status"],
    ],
    ids=" ".join,
)
def test_a_mistake_in_the_configuration(command: list[str], pair: Path) -> None:
    (pair / "holdfast.yaml").write_text("\nignor: []\n")
    result = run(*command, pair)

    assert result.exit_code == 2
    told = f"{pair}/holdfast.yaml: line 2: no key is called ignor: did you mean ignore?"
    assert result.stderr == f"Error: {told}\n"


def test_a_configuration_that_is_no_file(pair: Path) -> None:
    os.mkfifo(pair / "holdfast.yaml")
    result = run("check", pair)

    told = "is no regular file (a FIFO, a socket or a device): it is not read"
    assert (result.exit_code, result.stderr) == (2, f"Error: {pair}/holdfast.yaml {told}\n")


def test_a_configuration_by_another_name(pair: Path) -> None:
    (pair / "holdfast.yml").write_text("ignore: []\n")
    told = f"{pair}/holdfast.yml is not read: call it holdfast.yaml"

    assert run("check", pair).stderr == f"Error: {told}\n"
    (pair / "holdfast.yaml").write_text("ignore: []\n")
    assert run("check", pair).exit_code == 1


def test_an_address_of_a_node_that_is_not_there(pair: Path) -> None:
    (pair / "holdfast.yaml").write_text("addresses: {node1: {ens18: 192.0.2.1}}\n")
    told = f"{pair}/holdfast.yaml: addresses: no node is called node1: there are lb1, lb2"

    assert run("check", pair).stderr == f"Error: {told}\n"
    assert run("check", f"one={pair / 'lb1'}", f"node2={pair / 'lb2'}").exit_code == 1
    (pair / "holdfast.yaml").write_text("addresses: {lb1: {ens18: 192.0.2.1}}\n")
    assert run("check", pair / "lb2").exit_code == 1, "lb1 is not looked at, and there"


def test_check_knows_the_addresses_that_the_configuration_states(pair: Path) -> None:
    """The relay's table is theirs: without them nobody knows what it should be."""
    stated = "addresses: {{lb1: {{ens18: 172.22.21.11}}, lb2: {{ens18: 172.22.21.{}}}}}\n"
    for interfaces in pair.glob("*/etc/network/interfaces"):
        interfaces.unlink()
    (pair / "holdfast.yaml").write_text(stated.format(12))
    assert run("fix", pair, "--method", "transparent", "--relay").exit_code == 0
    assert "relay-outdated" not in rules(pair)

    (pair / "holdfast.yaml").write_text(stated.format(13))

    assert "relay-outdated" in rules(pair)


def test_a_comment_accepts_a_finding(pair: Path) -> None:
    for node in ("lb1", "lb2"):
        file = pair / node / "etc/haproxy/haproxy.cfg"
        accepted = "172.22.21.36:80  # holdfast: ignore=vip-bind-race -- by hand"
        file.write_text(file.read_text().replace("172.22.21.36:80", accepted))

    assert "vip-bind-race" not in rules(pair)
    assert "suppression-unused" not in rules(pair)


def test_a_baseline_leaves_out_what_it_knows_though_the_line_moved(pair: Path) -> None:
    written = run("check", pair, "--write-baseline", "known.json")
    assert (written.exit_code, Path("known.json").exists()) == (0, True)

    conf = pair / "lb1/etc/haproxy/haproxy.cfg"
    conf.write_text("# moved\n\n" + conf.read_text())
    known = run("check", pair, "--baseline", "known.json")
    assert (known.exit_code, known.stderr) == (0, "")
    assert "nothing found, " in known.stdout
    assert " in the baseline" in known.stdout

    conf.write_text(conf.read_text().replace(":80", ":81"))
    newer = run("check", pair, "--baseline", "known.json", "--format", "json")
    assert newer.exit_code == 1
    races = [f for f in json.loads(newer.stdout)["findings"] if f["rule"] == "vip-bind-race"]
    assert [(f["node"], f["line"]) for f in races] == [("lb1", 16)]
    assert "gone: lb1: /etc/haproxy/haproxy.cfg: bind 172.22.21.36:80 [vip-bind-race]" in (
        newer.stderr
    )


def test_what_this_check_could_not_find_is_not_called_gone(pair: Path) -> None:
    run("check", pair, "--write-baseline", "known.json")

    for words in ((pair / "lb1",), (pair, "--ignore", "vip-bind-race"), (pair, "--severity=error")):
        result = run("check", *words, "--baseline", "known.json")
        lines = [line for line in result.stderr.splitlines() if "vip-bind-race" in line]
        assert lines == [], words


def test_the_configuration_may_name_the_baseline(pair: Path) -> None:
    run("check", pair, "--write-baseline", pair / "known.json")
    (pair / "holdfast.yaml").write_text("baseline: known.json\n")

    assert run("check", pair).exit_code == 0


@pytest.mark.parametrize(
    ("made", "told"),
    [(None, "known.json is not there"), ("[]", "known.json is no baseline")],
)
def test_a_baseline_that_is_none(made: str | None, told: str, pair: Path) -> None:
    if made is not None:
        Path("known.json").write_text(made)
    result = run("check", pair, "--baseline", "known.json")

    assert result.exit_code == 2
    assert told in result.stderr


def test_a_baseline_with_a_name_that_no_file_has(pair: Path) -> None:
    (pair / "holdfast.yaml").write_text('baseline: "a\\0b"\n')
    result = run("check", pair)

    assert result.exit_code == 2
    assert "cannot be read: embedded null byte" in result.stderr


def test_a_baseline_without_an_end(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("holdfast.cli.saved_file.LARGEST", 4096)
    result = run("check", pair, "--baseline", "/dev/zero")

    assert result.exit_code == 2
    assert "/dev/zero is too large: write one with `holdfast check --write-baseline`" in (
        result.stderr
    )


def test_no_baseline_is_written_where_something_was_not_read(pair: Path) -> None:
    (pair / "lb2/etc/keepalived/keepalived.conf").write_bytes(b"\xff")
    result = run("check", pair, "--write-baseline", "known.json")

    assert (result.exit_code, Path("known.json").exists()) == (2, False)
    assert "no baseline was written" in result.stderr


def test_a_baseline_for_which_there_is_no_room_stays_as_it_was(pair: Path) -> None:
    Path("known.json").write_text("former\n")
    words = f"{sys.executable} -m holdfast check {pair} --write-baseline known.json"

    full = ["sh", "-c", f"ulimit -f 0; exec {words}"]
    done = subprocess.run(full, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr == "Error: known.json cannot be written: File too large; nothing was\n"
    assert Path("known.json").read_text() == "former\n"
    assert sorted(os.listdir()) == ["known.json", "pair"]


def test_a_baseline_behind_a_link_is_written_there(pair: Path) -> None:
    Path("link.json").symlink_to("known.json")

    assert run("check", pair, "--write-baseline", "link.json").exit_code == 0
    assert Path("link.json").is_symlink()
    assert run("check", pair, "--baseline", "known.json").exit_code == 0


def test_a_baseline_in_a_folder_that_is_not_there(pair: Path) -> None:
    result = run("check", pair, "--write-baseline", "no/known.json")

    assert result.exit_code == 2
    assert "no/known.json cannot be written: there is no folder no" in result.stderr


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_ends_1_with_findings_and_0_without(form: str, pair: Path) -> None:
    assert run("check", pair, "--format", form).exit_code == 1
    assert run("check", pair, "--format", form, "--select", "vrid-mismatch").exit_code == 0


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (b"\xff\n", "keepalived.conf: not UTF-8 at line 1"),
        (b"include none.conf\n", "includes none.conf, which is not there"),
    ],
)
def test_every_format_ends_2_where_something_was_not_read(
    form: str, broken: bytes, told: str, pair: Path
) -> None:
    (pair / "lb2/etc/keepalived/keepalived.conf").write_bytes(broken)
    result = run("check", pair, "--format", form)

    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.output


def test_github_commands_name_files_from_the_current_folder(pair: Path) -> None:
    told = run("check", pair, "--format", "github", "--select", "vip-bind-race").stdout

    assert told.startswith("::error file=pair/lb1/etc/haproxy/haproxy.cfg,line=14,")


def test_several_sites_are_checked_each_by_itself(pair: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(pair, name)
    (Path("b") / "holdfast.yaml").write_text("select: [vip-bind-race]\n")
    result = run("check", "a", "b", "--format", "json", "--select", "vip-bind-race")
    found = json.loads(result.stdout)

    assert result.exit_code == 1
    assert {f["node"] for f in found["findings"]} == {"a/lb1", "a/lb2", "b/lb1", "b/lb2"}
    assert found["files"] == 9 - 1, "holdfast.yaml is no node's file"
    text = run("check", "a", "b").stdout
    assert "a/lb1: /etc/haproxy/haproxy.cfg:14:10: error:" in text
    assert "\nb: lb1 (debian 12 assumed), lb2 (debian 12 assumed): 4 files read, 2 errors\n" in text


def test_sites_of_one_name_are_told_apart_by_their_folders(pair: Path) -> None:
    for name in ("x/a", "y/a"):
        shutil.copytree(pair, name)
    found = json.loads(run("check", "x/a", "y/a", "--format", "json").stdout)["findings"]

    assert {f["node"] for f in found} == {"x/a/lb1", "x/a/lb2", "y/a/lb1", "y/a/lb2"}


def test_the_estimate_as_text_and_json(pair: Path) -> None:
    assert "  VI_01  lb1    never         never               never\n" in (
        run("check", pair, "--estimate").stdout
    )
    told = json.loads(run("check", pair, "--estimate", "--format", "json").stdout)
    assert [e["event"] for e in told["estimates"]] == [
        "haproxy-gone",
        "keepalived-stop",
        "node-power",
    ]


def test_fix_mends_what_is_selected_and_tells_only_of_that(pair: Path) -> None:
    conf = pair / "lb1/etc/keepalived/keepalived.conf"
    conf.write_text(conf.read_text().replace("state MASTER", "state MASTER\n    nopreempt"))
    left_out = run("fix", pair, "--diff", "--ignore", "nopreempt-with-master")
    chosen = run("fix", pair, "--diff", "--select", "nopreempt-with-master")

    assert "state BACKUP" not in left_out.stdout
    assert "+    state BACKUP" in chosen.stdout
    assert chosen.stderr == ""


def test_unsafe_fixes_are_applied_only_when_asked_for(pair: Path) -> None:
    for node in ("lb1", "lb2"):
        conf = pair / node / "etc/keepalived/keepalived.conf"
        script = 'vrrp_script chk {\n    script "/usr/bin/pidof haproxy"\n    interval 2\n}\n'
        conf.write_text(conf.read_text().replace("vrrp_instance", script + "vrrp_instance"))
    words = ("fix", pair, "--select", "script-never-tracked", "--diff")

    assert "mend: holdfast fix --unsafe --select script-never-tracked\n" in (
        run("check", pair).stdout
    )
    assert run(*words).stdout == ""
    assert "+    track_script {" in run(*words, "--unsafe").stdout


def test_rules_as_text_and_json() -> None:
    told = json.loads(run("rules", "--format", "json").stdout)["rules"]

    assert [rule["rule"] for rule in told] == [rule.name for rule in RULES]
    assert all(set(rule) == {"rule", "severity", "summary", "fix"} for rule in told)
    by_name = {rule["rule"]: rule["fix"] for rule in told}
    assert (by_name["nopreempt-with-master"], by_name["state-file-in-tmp"]) == ("safe", "shown")
    text = run("rules").stdout
    assert all(rule.name in text for rule in RULES)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_what_the_shell_wants(shell: str) -> None:
    result = run("completion", shell)

    assert result.exit_code == 0
    assert "_HOLDFAST_COMPLETE" in result.stdout


def complete(*words: str) -> list[str]:
    """What bash is offered for the last of the words."""
    environment = {
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
        "_HOLDFAST_COMPLETE": "bash_complete",
    }
    result = CliRunner().invoke(holdfast, [], prog_name="holdfast", env=environment)
    return [line.partition(",")[2] for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("holdfast", "com"), ["completion"]),
        (("holdfast", "check", "--select", "vip-bind"), ["vip-bind-race"]),
        (("holdfast", "fix", "--ignore", "a-b,vip-bind"), ["a-b,vip-bind-race"]),
        (("holdfast", "explain", "notify-st"), ["notify-start"]),
        (("holdfast", "check", "--format", "sa"), ["sarif"]),
    ],
)
def test_rules_are_completed(words: tuple[str, ...], offered: list[str]) -> None:
    assert complete(*words) == offered


def test_explain_knows_what_was_meant() -> None:
    assert "did you mean vip-bind-race?" in run("explain", "vip-bind-rase").stderr
