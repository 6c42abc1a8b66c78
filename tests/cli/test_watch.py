# SPDX-License-Identifier: Apache-2.0
"""What status and watch cannot do: one line, exit 2, and nobody was asked."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdfast.cli.main import holdfast

PAIR = Path(__file__).parents[2] / "examples" / "pair-fixed"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, list(map(str, words)), prog_name="holdfast")


@pytest.mark.parametrize("command", ["status", "watch"])
def test_an_inventory_that_is_not_there(command: str, tmp_path: Path) -> None:
    done = run(command, PAIR, "--inventory", tmp_path / "hosts")

    assert (done.exit_code, done.output) == (
        2,
        f"Error: {tmp_path}/hosts is not there: name Ansible's inventory\n",
    )


@pytest.mark.parametrize("option", ["--every", "--within"])
@pytest.mark.parametrize("seconds", ["nan", "inf", "1e300"])
def test_a_time_that_nothing_can_wait(option: str, seconds: str) -> None:
    done = run("watch", PAIR, option, seconds)

    assert done.exit_code == 2
    assert f"Invalid value for '{option}': {seconds} is no number of seconds" in done.stderr


def test_files_without_their_node() -> None:
    done = run("status", PAIR / "lb1/etc/haproxy/haproxy.cfg")

    assert (done.exit_code, done.output) == (
        2,
        "Error: whole nodes are wanted: name a site folder, with a folder for each node\n",
    )


def test_a_site_that_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "lb1/etc/haproxy/haproxy.cfg"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"\xff\n")

    done = run("status", tmp_path)

    assert done.exit_code == 2
    assert done.stderr.startswith(f"{broken}: ")
    assert done.stderr.endswith("Error: a file could not be read: no node was asked\n")


def test_without_ansible_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    done = run("status", PAIR)

    assert (done.exit_code, done.output) == (
        2,
        "Error: ansible-playbook is not installed: apt install ansible-core, or pip install "
        "ansible-core, 2.14 or newer\n",
    )


@pytest.mark.parametrize("where", ["9405", "localhost:9405", "127.0.0.1:", "127.0.0.1:65536", "x"])
def test_an_address_that_is_none(where: str) -> None:
    done = run("watch", PAIR, "--serve", where)

    assert (done.exit_code, done.output) == (
        2,
        f"Error: {where} is no ADDR:PORT: write 127.0.0.1:9405 or [::1]:9405\n",
    )


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"

        done = run("watch", PAIR, "--serve", where)

    assert (done.exit_code, done.output) == (
        2,
        f"Error: {where} cannot be bound (Address already in use): choose another\n",
    )


def test_without_its_packages_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "holdfast.cli.serving", raising=False)

    done = run("watch", PAIR, "--serve")

    assert (done.exit_code, done.output) == (
        2,
        "Error: --serve needs uvicorn, which is not installed: pip install 'holdfast[serve]'\n",
    )


def test_only_serve_brings_what_serve_needs() -> None:
    told = "import sys, holdfast.cli.status, holdfast.cli.watch; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert not {"prometheus_client", "starlette", "uvicorn"} & set(done.stdout.split())
