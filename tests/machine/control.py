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
ssh_args = -F {config} -o ControlMaster=auto -o ControlPersist=60s -o ControlPath={sockets}/%h
"""
_HERE = {
    "name": "This is the host that it is meant to be",
    "ansible.builtin.raw": "test $(cat /proc/sys/kernel/hostname) = {{ inventory_hostname }}",
    "changed_when": False,
}

Task = Mapping[str, Any]


class Control:
    """`sockets` is a folder of a short path: that of a Unix socket is 107 bytes long at most."""

    def __init__(self, folder: Path, sockets: Path, keys: Keys, names: Iterable[str]) -> None:
        self.folder = folder
        self._sockets = sockets
        self.inventory = folder / "hosts.json"
        self.inventory.write_text(json.dumps({"pair": {"hosts": {name: {} for name in names}}}))
        config = folder / "ansible.cfg"
        config.write_text(_CONFIG.format(folder=folder, config=keys.config, sockets=sockets))
        self._environment = {**os.environ, "ANSIBLE_CONFIG": str(config)}

    def holdfast(self, *words: str, exits: int = 0) -> str:
        """What a command of holdfast prints; with `--inventory` where it takes one."""
        done = self._run(HOLDFAST, *words)
        assert done.returncode == exits, (words, done.stdout, done.stderr)
        return done.stdout

    def collect(self, site: Path, *hosts: str) -> None:
        """The hosts into a site folder, by `holdfast collect`."""
        self.holdfast("collect", "--inventory", str(self.inventory), *hosts, str(site))

    def reboot(self, *hosts: str) -> None:
        """By Ansible's own module, which waits until they answer again."""
        self.play(hosts, {"ansible.builtin.reboot": {"reboot_timeout": 1200}})

    def play(self, hosts: Sequence[str], *tasks: Task) -> None:
        """Tasks on each of these hosts; they must succeed."""
        book = self.folder / "play.json"
        play = {"hosts": list(hosts), "gather_facts": False, "tasks": [_HERE, *tasks]}
        book.write_text(json.dumps([play]))
        done = self._run("ansible-playbook", "--inventory", str(self.inventory), str(book))
        assert done.returncode == 0, done.stdout + done.stderr

    def hang_up(self, host_address: str) -> None:
        """Forget the connection to a machine that lost its power."""
        (self._sockets / host_address).unlink(missing_ok=True)

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=self._environment,
            check=False,
        )
