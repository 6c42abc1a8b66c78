# SPDX-License-Identifier: Apache-2.0
"""`apply` and `undo` as users call them: the real Ansible over SSH, a client all the while."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.apply.hosts import Hosts, hosts
from tests.apply.in_lab import as_it_is
from tests.apply.rollout import CFG, VIP, ask, failed, settle

from holdfast.cli.main import holdfast

PAIR = Path(__file__).parents[2] / "examples" / "pair"
NAMES = ("lb1", "lb2")
PIDS = "systemctl show haproxy keepalived --property=MainPID,NRestarts"
BEGUN_S = 300.0

pytestmark = [pytest.mark.lab, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    with hosts(PAIR, tmp_path_factory.mktemp("ssh")) as found:
        settle(found.lab)
        yield found


@pytest.fixture(scope="module")
def site(running: Hosts, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("collected") / "pair"
    done = call("collect", "--inventory", running.inventory, "all", str(folder))
    assert done.exit_code == 0, done.output
    return str(folder)


def call(*words: str) -> Result:
    return CliRunner().invoke(holdfast, list(words), prog_name="holdfast")


def apply(running: Hosts, site: str, *words: str) -> Result:
    return call("apply", site, *words, "--inventory", running.inventory, "--yes")


def state(running: Hosts) -> list[tuple[str, str]]:
    return [as_it_is(running.lab, name) for name in NAMES]


def test_a_method_is_applied_applied_again_and_undone(running: Hosts, site: str) -> None:
    before = state(running)
    since = ask(running.lab)
    words = ("apply", site, "--method", "transparent", "--inventory", running.inventory)
    looked = call(*words, "--check")
    assert looked.exit_code == 0, looked.output
    assert "+    bind 172.22.21.36:80 transparent" in looked.output
    assert state(running) == before

    done = apply(running, site, "--method", "transparent")
    assert done.exit_code == 0, done.output
    assert "applied: " in done.output
    assert "transparent" in running.shell("lb2", f"cat {CFG}")
    assert running.lab.systemctl("lb2", "is-active", "haproxy").output.strip() == "active"
    pids = [running.shell(name, PIDS) for name in NAMES]

    again = apply(running, site, "--method", "transparent")
    assert again.exit_code == 0, again.output
    assert again.stdout == "nothing to do: the hosts have these files\n"
    assert [running.shell(name, PIDS) for name in NAMES] == pids

    back = call("undo", "--inventory", running.inventory, "all")
    assert back.exit_code == 0, back.output
    assert state(running) == before
    assert failed(running.lab, since) == []


def test_the_dummy_and_back(running: Hosts, site: str) -> None:
    """The relay comes by a unit of its own, and a lab has the units of its files: tests/machine."""
    before, since = state(running), ask(running.lab)

    done = apply(running, site, "--method", "dummy")
    assert done.exit_code == 0, done.output
    for name in NAMES:
        assert running.shell(name, f"ip -o address show to {VIP}/32 | wc -l").strip() >= "1"
        assert running.lab.systemctl(name, "is-active", "haproxy").status == 0

    back = call("undo", "--inventory", running.inventory, "all")
    assert back.exit_code == 0, back.output
    assert state(running) == before
    assert failed(running.lab, since) == []


@pytest.mark.parametrize("step", [2, 5])
def test_the_command_is_killed_and_undone(running: Hosts, site: str, step: int) -> None:
    before = state(running)
    kill_at(running, site, step)

    back = call("undo", "--inventory", running.inventory, "all")

    assert back.exit_code == 0, back.output
    assert state(running) == before


def test_the_command_is_killed_and_called_again(running: Hosts, site: str) -> None:
    before = state(running)
    kill_at(running, site, 3)

    done = apply(running, site, "--method", "transparent")

    assert done.exit_code == 0, done.output
    assert re.search(r"was interrupted: step \d+ of \d+: ", done.stdout)
    assert call("undo", "--inventory", running.inventory, "all").exit_code == 0
    assert state(running) == before


def kill_at(running: Hosts, site: str, step: int) -> None:
    """SIGKILL for `holdfast apply` once it has said that this step begins."""
    words = ["apply", site, "--method", "transparent", "--yes", "--inventory", running.inventory]
    started = subprocess.Popen(
        [sys.executable, "-m", "holdfast", *words], stderr=subprocess.PIPE, text=True
    )
    assert started.stderr is not None
    deadline = time.monotonic() + BEGUN_S
    for line in started.stderr:
        assert time.monotonic() < deadline
        if line.startswith(f"{step}/"):
            break
    started.send_signal(signal.SIGKILL)
    started.wait()
