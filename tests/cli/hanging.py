# SPDX-License-Identifier: Apache-2.0
"""Hosts that are there and say nothing, and a command that asks them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HOLDFAST = Path(sys.executable).with_name("holdfast")
NODES = ("lb1", "lb2")
DEADLINE_S = 120.0
_WAY = '#!/bin/sh\necho $$ >"$0.$1.new" && mv "$0.$1.new" "$0.$1"\nexec sleep 600\n'


class Hanging:
    """What the command leaves behind is in `temporary`, and in `folder`, where it runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        way = folder / "way"
        way.write_text(_WAY)
        way.chmod(0o755)
        self._asked = [folder / f"way.{node}" for node in NODES]
        own = {
            "ansible_ssh_common_args": f"-o ControlPath=none -o 'ProxyCommand={way} %h'",
            "ansible_ssh_timeout": 600,
        }
        self._inventory = folder / "hosts.json"
        self._inventory.write_text(json.dumps({"all": {"hosts": dict.fromkeys(NODES, own)}}))

    @contextmanager
    def command(self, *words: str) -> Iterator["subprocess.Popen[str]"]:
        """The command, once it waits for every host."""
        with subprocess.Popen(
            [HOLDFAST, *words, "--inventory", self._inventory],
            cwd=self.folder,
            env={**os.environ, "TMPDIR": str(self.temporary)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as running:
            try:
                eventually(lambda: all(file.exists() for file in self._asked))
                yield running
            finally:
                running.kill()

    def is_over(self) -> bool:
        """Whether no connection is left."""
        return not any(_runs(int(file.read_text())) for file in self._asked)


def eventually(probe: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not probe():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
