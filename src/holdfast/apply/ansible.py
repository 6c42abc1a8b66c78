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
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from holdfast.apply.ansible_says import NO_HOSTS, failures, last_word, listed

OLDEST = (2, 14)
GRACE_S = 2.0
"""From SIGTERM to SIGKILL."""

ENDED_S = 0.2
"""How often it is asked whether a run is still wanted."""
_VERSION = re.compile(r"\[core (\d+)\.(\d+)")
_ENVIRONMENT = {
    "ANSIBLE_CALLBACK_FORMAT_PRETTY": "False",
    "ANSIBLE_CALLBACK_RESULT_FORMAT": "json",
    "ANSIBLE_DEPRECATION_WARNINGS": "False",
    "ANSIBLE_DIFF_ALWAYS": "False",
    "ANSIBLE_DISPLAY_FAILED_STDERR": "False",
    "ANSIBLE_FORCE_COLOR": "False",
    "ANSIBLE_HOST_KEY_CHECKING": "True",
    "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
    "ANSIBLE_NOCOLOR": "1",
    "ANSIBLE_RETRY_FILES_ENABLED": "False",
    "ANSIBLE_STDOUT_CALLBACK": "default",
    "ANSIBLE_VERBOSITY": "0",
}


class AnsibleError(Exception):
    """Ansible is missing, too old, or could not do it: what and how to mend it, in one line."""


class Ansible(NamedTuple):
    """`inventory` is a path, or names with a comma behind each, as ansible-playbook takes it.

    A run that takes longer than `within_s`, None being for ever, or that `ended` says is no longer
    wanted is ended itself.
    """

    program: str
    inventory: str
    options: tuple[str, ...] = ()
    within_s: float | None = None
    ended: Callable[[], bool] = lambda: False

    def hosts(self, playbook: str, patterns: Sequence[str]) -> list[str]:
        """The hosts of the inventory that the patterns name, by name; all without one."""
        done = self._run("--list-hosts", *self._limit(patterns), playbook)
        if done.returncode and NO_HOSTS not in done.stderr:
            raise AnsibleError(last_word(done.stderr or done.stdout))
        names = listed(done.stdout)
        if strange := [name for name in names if not name.isprintable()]:
            raise AnsibleError(
                f"the inventory has a host called {strange[0][:60]!a}: is it a text?"
            )
        return names

    def failures(self, playbook: str, hosts: Sequence[str], variables: str) -> dict[str, str]:
        """Play it on these hosts: each that failed, and why. Raises AnsibleError where none was."""
        done = self._run(*self._limit(hosts), "--extra-vars", f"@{variables}", playbook)
        failed = dict(failures(done.stdout)) if done.returncode else {}
        if done.returncode and not failed:
            raise AnsibleError(last_word(done.stderr or done.stdout))
        return failed

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
            output, errors = self._communicate(started)
        except BaseException:
            _end(started)
            raise
        return subprocess.CompletedProcess(command, started.returncode, output, errors)

    def _communicate(self, started: subprocess.Popen[str]) -> tuple[str, str]:
        deadline = None if self.within_s is None else time.monotonic() + self.within_s
        while True:
            try:
                return started.communicate(timeout=ENDED_S)
            except subprocess.TimeoutExpired:
                if self.ended():
                    raise AnsibleError("the command was ended") from None
                if deadline is not None and time.monotonic() > deadline:
                    raise AnsibleError(f"no answer within {self.within_s:g} s") from None


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
        raise AnsibleError(f"{program} does not tell its version: {last_word(told.stderr)}")
    if (int(match[1]), int(match[2])) < OLDEST:
        raise AnsibleError(f"{program} is {match[1]}.{match[2]}: 2.14 or newer is needed")
    return Ansible(program, inventory, tuple(options))


def _end(started: subprocess.Popen[str]) -> None:
    """Ansible with the ssh below it; what goes on elsewhere, such as a shared connection, may."""
    os.killpg(started.pid, signal.SIGTERM)
    try:
        started.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
