# SPDX-License-Identifier: Apache-2.0
"""Commands that are interrupted while a host hangs: one line, exit 2, and nothing left behind."""

import json
import os
import re
import signal
import subprocess
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from tests.cli.hanging import DEADLINE_S, HOLDFAST, Hanging, eventually

PAIR = str(Path(__file__).parents[2] / "examples" / "pair-fixed")

pytestmark = pytest.mark.lab


@pytest.mark.parametrize(
    ("words", "sent", "status", "told"),
    [
        (("collect", "SITE"), signal.SIGTERM, 2, "Error: interrupted; nothing was written\n"),
        (("status", PAIR), signal.SIGINT, 2, "Error: interrupted\n"),
        (("story", "--live", "--site", PAIR), signal.SIGTERM, 2, "Error: interrupted\n"),
        (("watch", PAIR), signal.SIGTERM, 0, ""),
    ],
    ids=["collect", "status", "story", "watch"],
)
def test_an_interrupt_while_a_host_hangs(
    words: tuple[str, ...], sent: signal.Signals, status: int, told: str, tmp_path: Path
) -> None:
    hosts = Hanging(tmp_path)
    with hosts.command(*words) as running:
        running.send_signal(sent)
        output, errors = running.communicate(timeout=DEADLINE_S)

    assert (running.returncode, output, errors) == (status, "", told)
    eventually(hosts.is_over)
    assert list(hosts.temporary.iterdir()) == []
    assert not (tmp_path / "SITE").exists()


def test_the_page_is_served_while_a_host_hangs(tmp_path: Path) -> None:
    hosts = Hanging(tmp_path)
    with hosts.command("watch", PAIR, "--serve", "127.0.0.1:0") as running:
        assert running.stderr is not None
        told = running.stderr.readline()
        [url] = re.findall(r"serving on (http://127\.0\.0\.1:\d+/) and /metrics", told)
        with urllib.request.urlopen(f"{url}status.json", timeout=DEADLINE_S) as answer:
            seen = json.load(answer)
        with urllib.request.urlopen(f"{url}metrics", timeout=DEADLINE_S) as answer:
            metrics = answer.read().decode()
        with urllib.request.urlopen(f"{url}events", timeout=DEADLINE_S) as news:
            assert news.readline().startswith(b"data: ")
            running.send_signal(signal.SIGTERM)
            _, errors = running.communicate(timeout=DEADLINE_S)

    assert [node["unread"] for node in seen["nodes"]] == ["not read yet", "not read yet"]
    assert 'holdfast_node_read{node="lb1"} 0.0\n' in metrics
    assert "holdfast_vip_owners{" not in metrics
    assert (running.returncode, errors) == (0, "")
    eventually(hosts.is_over)
    assert list(hosts.temporary.iterdir()) == []


def test_what_is_said_of_an_interrupt_begins_a_line_on_a_terminal(tmp_path: Path) -> None:
    terminal, its = os.openpty()
    words = [str(HOLDFAST), "init", "new"]
    with subprocess.Popen(words, cwd=tmp_path, stdin=its, stdout=its, stderr=its) as asking:
        os.close(its)
        told = b""
        try:
            while not told.endswith(b"first: "):
                told += os.read(terminal, 1000)
            eventually(lambda: _waits(asking.pid))  # before it reads a signal would wait for a key
            asking.send_signal(signal.SIGINT)
            with suppress(OSError):  # EIO, once the other end is closed
                while more := os.read(terminal, 1000):
                    told += more
        finally:
            asking.kill()
            os.close(terminal)

    assert told.endswith(b"first: \r\nError: not all was answered: nothing was written\r\n")


def _waits(pid: int) -> bool:
    """Whether the kernel has put it to sleep: state S of proc_pid_stat(5)."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "S"
