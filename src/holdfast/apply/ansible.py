# SPDX-License-Identifier: Apache-2.0
"""The installed `ansible-playbook`, which is called and never imported.

Inventory, SSH, privileges, vaults and forks are Ansible's and the user's; ansible.cfg counts. Host
keys are always checked, and nothing that a task returns is printed.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

OLDEST = (2, 14)
_VERSION = re.compile(r"\[core (\d+)\.(\d+)")
_FAILED = re.compile(
    r"^(?:fatal|failed): \[([^\]\s]+)(?: -> [^\]]*)?\].*?=> (\{.*\})$", re.MULTILINE
)
_HOSTS = re.compile(r"^      (\S.*)$", re.MULTILINE)
_NO_HOSTS = "leaves us with no hosts to target"
_LONGEST = 300
_ENVIRONMENT = {
    "ANSIBLE_CALLBACK_RESULT_FORMAT": "json",
    "ANSIBLE_DEPRECATION_WARNINGS": "False",
    "ANSIBLE_DIFF_ALWAYS": "False",
    "ANSIBLE_FORCE_COLOR": "False",
    "ANSIBLE_HOST_KEY_CHECKING": "True",
    "ANSIBLE_NOCOLOR": "1",
    "ANSIBLE_RETRY_FILES_ENABLED": "False",
    "ANSIBLE_STDOUT_CALLBACK": "default",
    "ANSIBLE_VERBOSITY": "0",
}


class AnsibleError(Exception):
    """Ansible is missing, too old, or could not do it: what and how to mend it, in one line."""


class Ansible(NamedTuple):
    """`inventory` is a path, or names with a comma behind each, as ansible-playbook takes it."""

    program: str
    inventory: str
    options: tuple[str, ...] = ()

    def hosts(self, playbook: str, patterns: Sequence[str]) -> list[str]:
        """The hosts of the inventory that the patterns name, by name; all without one."""
        done = self._run("--list-hosts", *self._limit(patterns), playbook)
        if done.returncode and _NO_HOSTS not in done.stderr:
            raise AnsibleError(_last_line(done.stderr or done.stdout))
        return sorted(_HOSTS.findall(done.stdout.partition("hosts (")[2]))

    def play(self, playbook: str, hosts: Sequence[str], variables: str) -> None:
        """Play it on these hosts. Raises AnsibleError with each host that failed, and why."""
        done = self._run(*self._limit(hosts), "--extra-vars", f"@{variables}", playbook)
        if done.returncode:
            told = "; ".join(f"{host}: {why}" for host, why in _failures(done.stdout))
            raise AnsibleError(told or _last_line(done.stderr or done.stdout))

    def _limit(self, patterns: Sequence[str]) -> list[str]:
        return ["--limit", ",".join(patterns)] if patterns else []

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """In a session of its own: nothing may ask on the terminal, least of all for a host key."""
        command = [self.program, "--inventory", self.inventory, *self.options, *words]
        started = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            env={**os.environ, **_ENVIRONMENT},
            start_new_session=True,
        )
        try:
            output, errors = started.communicate()
        except BaseException:
            os.killpg(started.pid, signal.SIGTERM)
            started.communicate()
            raise
        return subprocess.CompletedProcess(command, started.returncode, output, errors)


def installed(inventory: str, options: Sequence[str] = ()) -> Ansible:
    """Raises AnsibleError where there is no ansible-playbook, or too old a one."""
    program = shutil.which("ansible-playbook")
    if program is None:
        raise AnsibleError(
            "ansible-playbook is not installed: apt install ansible-core, or pip install "
            "ansible-core, 2.14 or newer"
        )
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    match = _VERSION.search(told.stdout)
    if match is None:
        raise AnsibleError(f"{program} does not tell its version: {_last_line(told.stderr)}")
    if (int(match[1]), int(match[2])) < OLDEST:
        raise AnsibleError(f"{program} is {match[1]}.{match[2]}: 2.14 or newer is needed")
    return Ansible(program, inventory, tuple(options))


def _failures(output: str) -> Iterator[tuple[str, str]]:
    """Each host that failed with Ansible's message; never what a command had printed."""
    for match in _FAILED.finditer(output):
        try:
            result = msgspec.json.decode(match[2], type=dict[str, object])
        except msgspec.DecodeError:
            result = {}
        told = " ".join(str(result.get("msg", "failed")).split())
        why = "cannot be reached: " if result.get("unreachable") else ""
        yield match[1], f"{why}{told[:_LONGEST]}"


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("ERROR!", "[ERROR]", "fatal"))] or lines[-1:]
    return (
        told[0].removeprefix("ERROR! ")[:_LONGEST]
        if told
        else "ansible-playbook failed and does not say why"
    )
