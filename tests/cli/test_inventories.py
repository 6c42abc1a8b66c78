# SPDX-License-Identifier: Apache-2.0
"""Inventories that the real Ansible cannot use: one line, exit 2, and nothing written."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from holdfast.cli.main import holdfast

HOSTS = "all:\n  hosts:\n    lb1: {ansible_connection: local}\n"
VAULT = (
    "the inventory has a vault, and nobody can be asked for its password: name a file with it, "
    "vault_password_file in ansible.cfg or ANSIBLE_VAULT_PASSWORD_FILE"
)

pytestmark = pytest.mark.lab


def vaulted(file: Path) -> None:
    password = file.with_name("password")
    password.write_text("hunter2\n")
    subprocess.run(
        ["ansible-vault", "encrypt", "--vault-password-file", password, file],
        check=True,
        capture_output=True,
    )


def refused(folder: Path, *patterns: str) -> str:
    """What collect says of hosts.yml in the folder."""
    words = ["collect", "--inventory", str(folder / "hosts.yml"), *patterns, str(folder / "site")]
    done = CliRunner().invoke(holdfast, words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert not (folder / "site").exists()
    told = done.stderr.removeprefix("Error: ")
    return told.removesuffix("; nothing was written\n")


def test_one_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "hosts.yml").write_text("all: {hosts: [oops\n")

    assert refused(tmp_path) == (
        "No inventory was parsed, please check your configuration and options: "
        "ansible-inventory --list says why"
    )


def test_one_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "hosts.yml").write_bytes(b"\0" * 8)

    assert refused(tmp_path) == (
        "the inventory has a host called '" + "\\x00" * 8 + "': is it a text?"
    )


def test_one_without_the_group(tmp_path: Path) -> None:
    (tmp_path / "hosts.yml").write_text(HOSTS)

    assert refused(tmp_path, "loadbalancers") == "the inventory has no such host"


@pytest.mark.parametrize("name", ["hosts.yml", "group_vars/all.yml"])
def test_one_with_a_vault_that_nobody_opens(name: str, tmp_path: Path) -> None:
    (tmp_path / "group_vars").mkdir()
    (tmp_path / "group_vars/all.yml").write_text("ansible_password: hunter2\n")
    (tmp_path / "hosts.yml").write_text(HOSTS)
    vaulted(tmp_path / name)

    assert refused(tmp_path) == VAULT
