# SPDX-License-Identifier: Apache-2.0
"""A user without privileges, and a sudo that wants a password: asked for, or from a vault."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.machine.bed import NAMES, START_HAPROXY, Bed
from tests.machine.control import HOLDFAST

USER, PASSWORD, VAULT_PASSWORD = "ops", "correct-horse-battery", "staple"
MAKE_USER = f"""
useradd --create-home --shell /bin/bash --groups sudo {USER}
echo {USER}:{PASSWORD} | chpasswd
install -d -m 700 -o {USER} -g {USER} /home/{USER}/.ssh
install -m 600 -o {USER} -g {USER} /root/.ssh/authorized_keys /home/{USER}/.ssh
chmod 600 /etc/keepalived/keepalived.conf
"""
FILES = (
    "cd /etc; find haproxy keepalived -type f -exec sha256sum {} + -exec stat -c '%n %a %u' {} +"
)


@pytest.fixture(scope="module")
def pair(quick_bed: Bed) -> Bed:
    for name in NAMES:
        quick_bed.install(name)
    quick_bed.power_on()
    quick_bed.wait_for_owner("lb1")
    quick_bed.shell("lb1", START_HAPROXY)
    for name in NAMES:
        quick_bed.shell(name, MAKE_USER)
    return quick_bed


class Operator:
    """Who works on the control machine, with an inventory and a log of Ansible's."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        self.inventory = folder / "hosts.json"
        self.vault = folder / "group_vars" / "all.yml"
        self.log = folder / "ansible.log"
        control = bed.control.folder
        given = {
            "ansible_user": USER,
            "ansible_ssh_args": f"-F {control / 'ssh_config'} -o ControlPath=none",
        }
        hosts = {name: given for name in NAMES}
        self.inventory.write_text(json.dumps({"pair": {"hosts": hosts}}))
        self.environment = {
            **os.environ,
            "ANSIBLE_CONFIG": str(control / "ansible.cfg"),
            "ANSIBLE_LOG_PATH": str(self.log),
        }

    def keep_password(self, folder: Path) -> None:
        """sudo's password beside the inventory, in a vault."""
        key = folder / "key"
        key.write_text(VAULT_PASSWORD)
        self.environment["ANSIBLE_VAULT_PASSWORD_FILE"] = str(key)
        words = ["ansible-vault", "encrypt_string", PASSWORD, "--name", "ansible_become_password"]
        made = subprocess.run(
            words, env=self.environment, capture_output=True, text=True, check=True
        )
        self.vault.parent.mkdir()
        self.vault.write_text(made.stdout)

    def call(self, command: str, *words: str) -> subprocess.CompletedProcess[str]:
        """Where nobody can be asked."""
        return subprocess.run(
            self._words(command, *words),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=self.environment,
            check=False,
        )

    def _words(self, command: str, *words: str) -> list[str]:
        return [HOLDFAST, command, "-i", str(self.inventory), "--become", *words]

    def answer(self, answers: dict[bytes, str], command: str, *words: str) -> tuple[int, str]:
        """At a terminal: what is answered to each question; the status, and what was shown."""
        ours, theirs = os.openpty()
        started = subprocess.Popen(
            ["setsid", "--ctty", "--wait", *self._words(command, *words)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=self.environment,
        )
        os.close(theirs)
        shown = b""
        with open(ours, "r+b", buffering=0) as terminal:
            for question, answer in answers.items():
                while question not in shown:
                    shown += terminal.read(4096)
                terminal.write(f"{answer}\n".encode())
            shown += _rest(ours)
        return started.wait(), shown.decode()


def _rest(terminal: int) -> bytes:
    """To the end: Linux tells that of a terminal by an error."""
    found = b""
    try:
        while part := os.read(terminal, 4096):
            found += part
    except OSError:
        pass
    return found


def test_it_is_asked_for_or_comes_from_a_vault(pair: Bed, tmp_path: Path) -> None:
    operator, site = Operator(pair, tmp_path), str(tmp_path / "site")
    before = [pair.shell(name, FILES) for name in NAMES]

    without = operator.call("collect", site)
    assert without.returncode == 2
    assert "sudo wants a password: let it be asked for (--ask-become-pass)" in without.stderr
    assert len(without.stderr.splitlines()) == 1
    wrong = operator.answer({b"password: ": "wrong"}, "collect", "--ask-become-pass", site)
    assert wrong[0] == 2
    assert not Path(site).exists()

    asked = {b"password: ": PASSWORD}
    status, shown = operator.answer(asked, "collect", "--ask-become-pass", site)
    assert status == 0, shown
    answers = {**asked, b"Carry it out? [y/N]: ": "y"}
    words = ("--ask-become-pass", site, "--method", "transparent")
    status, told = operator.answer(answers, "apply", *words)
    assert status == 0, told
    for name in NAMES:
        assert "transparent" in pair.shell(name, "cat /etc/haproxy/haproxy.cfg")
        pair.wait_for_haproxy(name)

    operator.keep_password(tmp_path)
    back = operator.call("undo")
    assert back.returncode == 0, back.stderr
    assert [pair.shell(name, FILES) for name in NAMES] == before
    assert operator.log.stat().st_size > 0
    for text in (shown, told, back.stdout, back.stderr, operator.log.read_text()):
        assert PASSWORD not in text
