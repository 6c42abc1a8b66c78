# SPDX-License-Identifier: Apache-2.0
"""What `collect` cannot do: one line, exit 2, and nothing written."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdfast.cli.main import holdfast

UNREACHABLE = """\
lb1 ansible_host=127.0.0.1 ansible_port=1 ansible_ssh_common_args='-o ControlPath=none'
"""


def collect(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, ["collect", *map(str, words)], prog_name="holdfast")


def test_it_wants_hosts_or_an_inventory(tmp_path: Path) -> None:
    done = collect(tmp_path / "site")

    assert (done.exit_code, done.output) == (
        2,
        "Error: which hosts? name them, or an --inventory\n",
    )


def test_an_inventory_that_is_not_there(tmp_path: Path) -> None:
    done = collect("--inventory", tmp_path / "hosts", tmp_path / "site")

    assert (done.exit_code, done.output) == (
        2,
        f"Error: {tmp_path}/hosts is not there: name Ansible's inventory\n",
    )


def test_without_ansible_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    done = collect("lb1", tmp_path / "site")

    assert (done.exit_code, done.output) == (
        2,
        "Error: ansible-playbook is not installed: apt install ansible-core, or pip install "
        "ansible-core, 2.14 or newer; nothing was written\n",
    )


def test_too_old_a_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "ansible-playbook"
    old.write_text("#!/bin/sh\necho 'ansible-playbook [core 2.13.4]'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    done = collect("lb1", tmp_path / "site")

    assert done.output == (f"Error: {old} is 2.13: 2.14 or newer is needed; nothing was written\n")


@pytest.mark.lab
def test_a_host_that_does_not_answer_leaves_no_folder(tmp_path: Path) -> None:
    inventory = tmp_path / "hosts"
    inventory.write_text(UNREACHABLE)

    done = collect("--inventory", inventory, tmp_path / "new" / "site")

    assert done.exit_code == 2
    assert done.output.startswith("Error: lb1: cannot be reached: ssh: connect to host 127.0.0.1")
    assert "Connection refused" in done.output
    assert not (tmp_path / "new").exists()


@pytest.mark.lab
@pytest.mark.parametrize("option", ["callback_format_pretty", "display_failed_stderr"])
def test_why_a_host_does_not_answer_is_told_whatever_ansible_cfg_prints(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inventory, config = tmp_path / "hosts", tmp_path / "ansible.cfg"
    inventory.write_text(UNREACHABLE)
    config.write_text(f"[defaults]\n{option} = True\n")
    monkeypatch.setenv("ANSIBLE_CONFIG", str(config))

    done = collect("--inventory", inventory, tmp_path / "site")

    assert done.output.startswith("Error: lb1: cannot be reached: ssh: connect to host 127.0.0.1")


def test_a_name_that_ansible_would_fill_in_is_none(tmp_path: Path) -> None:
    done = collect("lb{{7*7}}", tmp_path / "site")

    assert (done.exit_code, done.output) == (
        2,
        "Error: lb{{7*7}} is no name of a host, Ansible would fill it in: rename it\n",
    )


@pytest.mark.lab
def test_a_folder_that_somebody_made_is_left_alone(tmp_path: Path) -> None:
    inventory = tmp_path / "hosts"
    inventory.write_text(UNREACHABLE)
    own = tmp_path / "site/lb1/etc/haproxy/haproxy.cfg"
    own.parent.mkdir(parents=True)
    own.write_text("global\n")

    done = collect("--inventory", inventory, tmp_path / "site")

    assert (done.exit_code, done.output) == (
        2,
        f"Error: {tmp_path}/site/lb1 is there and was not collected (it has no facts.json): move "
        "it away, or name another site; nothing was written\n",
    )
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["lb1"]


@pytest.mark.lab
@pytest.mark.parametrize(
    ("hosts", "pattern", "why"),
    [
        ("lb1\n", "web*", "the inventory has no such host"),
        (
            "../x ansible_host=127.0.0.1\n",
            "all",
            "../x cannot name a folder: give the host an alias",
        ),
    ],
)
def test_a_host_that_is_none(tmp_path: Path, hosts: str, pattern: str, why: str) -> None:
    inventory = tmp_path / "hosts"
    inventory.write_text(hosts)

    done = collect("--inventory", inventory, pattern, tmp_path / "site")

    assert done.exit_code == 2
    assert why in done.output
    assert not (tmp_path / "site").exists()
