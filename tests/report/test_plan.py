# SPDX-License-Identifier: Apache-2.0
"""A plan as text, JSON and Ansible tasks: complete, and without a secret."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from tests.apply.plans import CFG, CONF, edited, pair, replacing, write

from holdfast.cli.main import holdfast
from holdfast.model.json_version import VERSION

AUTH = "    authentication {\n        auth_type PASS\n        auth_pass %s\n    }\n"
KEY = "-----BEGIN PRIVATE KEY-----\nMIIopensesame\n-----END PRIVATE KEY-----\n"


class _Loader(yaml.SafeLoader):
    """Reads what Ansible reads."""


def _as_it_is(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor("!unsafe", _as_it_is)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, ["plan", *(str(word) for word in words)])


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path]:
    """With passwords in both, another in each, and a key that is replaced."""
    found = []
    for name, word in (("here", "opensesame1"), ("there", "opensesame2")):
        site = pair(tmp_path / name)
        with_auth = replacing("    advert_int 1\n", "    advert_int 1\n" + AUTH % word)
        edited(site, CONF, with_auth)
        stats = f"    stats auth admin:{word}\n    default_backend web\n"
        edited(site, CFG, replacing("    default_backend web\n", stats))
        edited(site, CFG, replacing(":80 transparent", ":443 transparent ssl crt /etc/x.pem"))
        for node in ("lb1", "lb2"):
            write(site, node, "/etc/x.pem", KEY.replace("MII", word))
        found.append(site)
    return found[0], found[1]


def tasks(folder: Path) -> list[dict[str, Any]]:
    plays = yaml.load((folder / "plan.yml").read_text(), _Loader)
    assert plays[0]["hosts"] == "localhost"
    return [{**task, "hosts": play["hosts"]} for play in plays[1:] for task in play["tasks"]]


def ansible(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("ansible-playbook")
    assert program is not None
    return subprocess.run(
        [program, *words, str(folder / "plan.yml")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_no_secret_is_told_in_any_form(sites: tuple[Path, Path], tmp_path: Path) -> None:
    here, there = sites
    texts = [
        run(here, "--to", there).output,
        run(here, "--to", there, "--format", "json").output,
        run(here, "--to", there, "--export", tmp_path / "out").output,
        (tmp_path / "out" / "plan.yml").read_text(),
    ]

    for text in texts:
        assert "opensesame" not in text
    assert "auth_pass (hidden)" in texts[0]
    assert "lb1/etc/x.pem changes; it has a private key and is not shown" in texts[0]


def test_exported_secrets_are_for_their_owner_alone(
    sites: tuple[Path, Path], tmp_path: Path
) -> None:
    here, there = sites
    out = tmp_path / "out"
    assert run(here, "--to", there, "--export", out).exit_code == 0

    assert out.stat().st_mode & 0o777 == 0o700
    files = [file for file in out.rglob("*") if file.is_file()]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    staged = out / f"files/lb1{CONF}"
    assert staged.read_bytes() == (there / f"lb1{CONF}").read_bytes()


def test_an_interrupted_export_leaves_no_secret_behind(
    sites: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = sites
    (folder := tmp_path / "of its own").mkdir()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.rename", interrupted)
    result = run(here, "--to", there, "--export", folder / "out")

    assert (result.exit_code, result.stderr) == (2, "Error: interrupted\n")
    assert list(folder.iterdir()) == []


def test_tasks_are_those_of_the_plan_in_its_order(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "here"), pair(tmp_path / "there")
    edited(there, CONF, replacing("advert_int 1", "version 3\n    advert_int 1"))
    run(here, "--to", there, "--export", tmp_path / "out")

    done = tasks(tmp_path / "out")

    jobs = [
        (task["hosts"], task["ansible.builtin.systemd"]["state"])
        for task in done
        if "ansible.builtin.systemd" in task
    ]
    assert jobs == [("lb2", "stopped"), ("lb1", "reloaded"), ("lb2", "started")]
    copies = [(t["hosts"], t["ansible.builtin.copy"]) for t in done if "ansible.builtin.copy" in t]
    assert [(host, copy["dest"], copy["backup"]) for host, copy in copies] == [
        ("lb1", CONF, True),
        ("lb2", CONF, True),
    ]
    for _, copy in copies:
        assert (tmp_path / "out" / copy["src"]).is_file()


def test_what_the_kernel_and_links_need_is_among_the_tasks(tmp_path: Path) -> None:
    here = edited(pair(tmp_path / "here"), CFG, replacing(" transparent", ""))
    run(here, "--method", "dummy", "--export", tmp_path / "out")

    commands = [
        " ".join(task["ansible.builtin.command"]["argv"])
        for task in tasks(tmp_path / "out")
        if task["hosts"] == "lb2" and "ansible.builtin.command" in task
    ]

    assert "sysctl -w net.ipv4.conf.ens18.arp_ignore=1" in commands
    assert "ip link add vip0 type dummy" in commands
    assert "ip address replace 172.22.21.36/32 dev vip0" in commands


def test_ansible_accepts_the_playbook(sites: tuple[Path, Path], tmp_path: Path) -> None:
    run(sites[0], "--to", sites[1], "--export", tmp_path / "out")

    done = ansible(tmp_path / "out", "-i", "lb1,lb2,", "--syntax-check")

    assert done.returncode == 0, done.stderr


def test_nothing_is_done_where_a_host_is_in_no_inventory(
    sites: tuple[Path, Path], tmp_path: Path
) -> None:
    """Ansible passes over such a host, and would begin with the next one."""
    run(sites[0], "--to", sites[1], "--export", tmp_path / "out")

    done = ansible(tmp_path / "out", "-i", "lb1,")

    assert done.returncode != 0
    assert "PLAY [before anything" not in done.stdout


def test_text_of_the_files_is_no_template(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "here"), pair(tmp_path / "there")
    write(there, "lb1", "/etc/sysctl.d/{{ lookup('pipe', 'id') }}.conf", "kernel.x = 1\n")
    run(here, "--to", there, "--export", tmp_path / "out")

    text = (tmp_path / "out" / "plan.yml").read_text()

    lines = [line for line in text.splitlines() if "{{" in line]
    assert lines
    assert all("!unsafe" in line for line in lines)


def test_a_path_of_the_files_is_no_command_to_a_shell(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "here"), pair(tmp_path / "there")
    for site in (here, there):
        edited(site, CFG, replacing("admin.sock", "$(reboot)\\ ;x"))
    edited(there, CFG, replacing("5s", "6s"))

    run(here, "--to", there, "--export", tmp_path / "out")

    asked = {task["ansible.builtin.script"]["cmd"] for task in tasks(tmp_path / "out")
             if "ansible.builtin.script" in task}  # fmt: skip
    assert asked == {"files/haproxy-answers '/run/haproxy/$(reboot) ;x'"}


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()

    done = run(pair(tmp_path / "here"), "--timers", "--export", tmp_path / "out")

    assert done.exit_code == 2
    assert done.output == (
        f"Error: {tmp_path / 'out'} is there: name a folder that is not, nothing was written\n"
    )
    assert list((tmp_path / "out").iterdir()) == []


def test_json_has_every_stage_with_its_outage(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "here"), pair(tmp_path / "there")
    edited(there, CONF, replacing("router_id 51", "router_id 52"))

    told = json.loads(run(here, "--to", there, "--format", "json").output)

    assert told["version"] == VERSION
    assert told["owners"] == [{"group": "VI_01", "vips": ["172.22.21.36"], "owner": "lb1"}]
    last = told["stages"][-1]
    assert last["says"] == "all nodes together: virtual_router_id (51 to 52)"
    assert last["outage_ms"] == pytest.approx(3610.5, abs=1)
    assert last["node"] is None
    assert {act["node"] for step in last["steps"] for act in step["acts"]} == {"lb1", "lb2"}
    assert [file["file"] for file in told["files"]] == [CONF, CONF]


def test_text_says_what_an_operator_asks(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "here"), pair(tmp_path / "there")
    edited(there, CONF, replacing("router_id 51", "router_id 52"))

    text = run(here, "--to", there).output

    for line in (
        "VI_01: lb1 owns 172.22.21.36, as their priorities say: no facts tell who does",
        "2. all nodes together: virtual_router_id (51 to 52)",
        "   outage: about 3.6 s: keepalived on lb1 gives the VIPs away when it reads its files, "
        "and takes them again once it has heard nobody for 3605 ms",
        "   connections that break: those through lb1 while the VIPs are away",
        "   only reloaded: keepalived.service on lb1",
        "   restarted: keepalived.service on lb2",
        "       then: VI_01 on lb1 is MASTER, within 14 s",
        "-    virtual_router_id 51",
        "+    virtual_router_id 52",
    ):
        assert line in text.splitlines()


def test_nothing_to_do_is_said(tmp_path: Path) -> None:
    done = run(pair(tmp_path / "here"), "--to", pair(tmp_path / "there"))

    assert (done.exit_code, done.output) == (0, "nothing to do: the hosts have these files\n")


def test_a_plan_needs_a_site(tmp_path: Path) -> None:
    assert (run().exit_code, run().output) == (
        2,
        "Error: a plan is about hosts that were collected: holdfast plan SITE\n",
    )
    both = run(pair(tmp_path / "here"), "--to", tmp_path / "here", "--method", "dummy")
    assert both.output == (
        "Error: --to names what the hosts should have: leave out --method and the others\n"
    )


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_that_a_terminal_obeys_comes_through(form: str, tmp_path: Path) -> None:
    here, there = pair(tmp_path / "here"), pair(tmp_path / "there")
    edited(here, CFG, replacing("mode http", "mode http # \x1b[2J\x9b2J"))

    told = run(here, "--to", there, "--format", form).stdout

    assert not set("\x1b\x9b") & set(told)
    assert "mode http # \ufffd[2J\ufffd2J" in told
