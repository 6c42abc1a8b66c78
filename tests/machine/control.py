# SPDX-License-Identifier: Apache-2.0
"""The control machine: Ansible and holdfast, as their user has set them up there.

Host keys are checked, everything goes through the inventory, and every play asserts that it runs on
the host that it is for: two hosts that share one SSH connection would pass on the wrong machine.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.machine.keys import Keys

HOLDFAST = str(Path(sys.executable).with_name("holdfast"))
_CONFIG = """\
[defaults]
host_key_checking = True
interpreter_python = /usr/bin/python3
local_tmp = {folder}/tmp
gathering = explicit
timeout = 120

[ssh_connection]
pipelining = True
ssh_args = -F {config}
"""
_HERE = {
    "name": "This is the host that it is meant to be",
    "ansible.builtin.raw": "test $(cat /proc/sys/kernel/hostname) = {{ inventory_hostname }}",
    "changed_when": False,
}

Task = Mapping[str, Any]


class Control:
    """`folder` is for what the user keeps there."""

    def __init__(self, folder: Path, keys: Keys, names: Iterable[str]) -> None:
        self.folder = folder
        self.inventory = folder / "hosts.json"
        self.inventory.write_text(json.dumps({"pair": {"hosts": {name: {} for name in names}}}))
        config = folder / "ansible.cfg"
        config.write_text(_CONFIG.format(folder=folder, config=keys.config))
        self._environment = {**os.environ, "ANSIBLE_CONFIG": str(config)}

    def holdfast(self, *words: str, exits: int = 0) -> str:
        """What a command of holdfast prints."""
        done = self._run(HOLDFAST, *words)
        assert done.returncode == exits, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def collect(self, site: Path, *hosts: str) -> None:
        """The hosts into a site folder, by `holdfast collect`."""
        self.live("collect", *hosts, str(site))

    def apply(self, *words: str) -> str:
        """What `holdfast apply` prints, which has to succeed."""
        return self.live("apply", *words, "--yes")

    def undo(self) -> str:
        """What `holdfast undo` prints, on all hosts."""
        return self.live("undo")

    def move(self, site: str, to: str) -> str:
        """What a move of the VIPs to a host prints."""
        return self.live("move", site, "--to", to, "--live", "--yes")

    def status(self, site: str, *, exits: int) -> str:
        """What `holdfast status` prints, however long a machine takes to answer."""
        return self.live("status", site, "--within", "120", exits=exits)

    def live(self, command: str, *words: str, exits: int = 0) -> str:
        """What a command prints that goes to the hosts of the inventory."""
        return self.holdfast(command, "--inventory", str(self.inventory), *words, exits=exits)

    def begin(self, command: str, *words: str) -> subprocess.Popen[str]:
        """The same, under way."""
        return subprocess.Popen(
            [HOLDFAST, command, "--inventory", str(self.inventory), *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment,
        )

    def play(self, hosts: Sequence[str], *tasks: Task) -> None:
        """Tasks on each of these hosts; they must succeed."""
        book = self.folder / "play.json"
        play = {"hosts": list(hosts), "gather_facts": False, "tasks": [_HERE, *tasks]}
        book.write_text(json.dumps([play]))
        done = self._run("ansible-playbook", "--inventory", str(self.inventory), str(book))
        assert done.returncode == 0, done.stdout + done.stderr

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=self._environment,
            check=False,
        )
