# SPDX-License-Identifier: Apache-2.0
"""What a machine and a container have in common: a name, addresses, and SSH as the only way in."""

import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from tests.machine.disk import OnDisk
from tests.machine.image import Image
from tests.machine.keys import Keys
from tests.machine.network import management_address
from tests.machine.waiting import BOOT_S, eventually


class Host(ABC):
    """`number` is 1 for lb1: it makes the addresses. `folder` is for what it leaves behind."""

    def __init__(self, number: int, image: Image, keys: Keys, folder: Path) -> None:
        self.number = number
        self.name = f"lb{number}"
        self.image = image
        self.folder = folder
        self._keys = keys
        self.process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def install(self, files: Mapping[str, OnDisk], links: Mapping[str, str]) -> None:
        """A new disk with these files; symbolic links by their paths."""

    @abstractmethod
    def power_on(self) -> None:
        """Boot from its disk; a fresh one, or what was left of it."""

    def power_off(self) -> None:
        """Cut the power: nothing that runs there learns of it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
            self._unplugged()
            self._keys.hang_up(management_address(self.number))

    @abstractmethod
    def _unplugged(self) -> None:
        """What is left to do when its last process has been killed."""

    @abstractmethod
    def told(self) -> str:
        """What it said of its boot, for one that failed."""

    @property
    def runs(self) -> bool:
        return self.process is not None

    def own_files(self) -> dict[str, OnDisk]:
        """Those by which it is itself and can be reached; its host key is known from now on."""
        key = self._keys.host_key(self.name, management_address(self.number))
        return {
            "/etc/hostname": OnDisk(f"{self.name}\n".encode()),
            "/etc/hosts": OnDisk(f"127.0.0.1 localhost\n127.0.1.1 {self.name}\n".encode()),
            "/etc/machine-id": OnDisk(f"{self.number:032x}\n".encode(), 0o444),
            "/etc/ssh/ssh_host_ed25519_key": OnDisk(key, 0o600),
            "/root/.ssh/authorized_keys": OnDisk(self._keys.authorized, 0o600),
        }

    def wait_for_ssh(self) -> None:
        """Until it answers; says what it told of its boot where it never does."""
        try:
            eventually(self._answers, within=BOOT_S, what=f"SSH of {self.name}")
        except AssertionError as why:
            raise AssertionError(f"{why}; it told:\n{self.told()}") from None

    def reboot(self) -> None:
        """Until it answers from its next boot."""
        former = self._boot()
        self.shell("systemctl --no-block reboot")
        eventually(
            lambda: self._boot() not in ("", former), within=BOOT_S, what=f"{self.name} is back"
        )
        self._keys.hang_up(management_address(self.number))

    def shell(self, script: str) -> str:
        """What a script prints there; it must succeed."""
        done = self._ssh(script)
        assert done.returncode == 0, (self.name, script, done.stdout, done.stderr)
        return done.stdout.strip()

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"{self.name} ended by itself"
        return self._boot() != ""

    def _boot(self) -> str:
        """The id of the boot that it is in; empty while it does not answer.

        By a connection of its own: a shared one may be to the boot before, and hang.
        """
        told = self._ssh("cat /proc/sys/kernel/random/boot_id", "-o", "ControlPath=none")
        return told.stdout.strip()

    def _ssh(self, script: str, *options: str) -> subprocess.CompletedProcess[str]:
        command = ["ssh", "-F", str(self._keys.config), *options, self.name, script]
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
