# SPDX-License-Identifier: Apache-2.0
"""The same Debian without a kernel of its own: its systemd as process 1 of new namespaces.

It answers over SSH two seconds after it was switched on. What it cannot show: the dummy driver and
other modules, kernel settings but the network's, the process connector, and a reboot.
"""

import os
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.machine.disk import OnDisk
from tests.machine.host import Host
from tests.machine.network import MANAGEMENT, WIRE, card_mac, is_plugged, plug_veth
from tests.machine.waiting import SETTLE_S, eventually

SCRIPT = Path(__file__).with_name("container.sh")
_NEW = ["--mount", "--pid", "--fork", "--kill-child", "--uts", "--ipc", "--cgroup", "--net"]
_INTO = 'echo $$ >"$0/cgroup.procs"; exec "$@"'
_CARDS = {WIRE: "ens18", MANAGEMENT: "mgmt0"}


class Container(Host):
    """Wants root: an ordinary user has no control group to give away."""

    def install(self, files: Mapping[str, OnDisk], links: Mapping[str, str]) -> None:
        self._disk = self.folder / f"{self.name}.container"
        subprocess.run(["rm", "-rf", str(self._disk)], check=True)
        for name in ("upper", "work", "root"):
            (self._disk / name).mkdir(parents=True)
        for path, file in {**self.own_files(), **files}.items():
            there = self._place(path)
            there.write_bytes(file.data)
            there.chmod(file.mode)
        for path, target in links.items():
            self._place(path).symlink_to(target)

    def power_on(self) -> None:
        self._group = _control_groups() / f"holdfast-{uuid.uuid4().hex}"
        self._group.mkdir()
        boot = ("unshare", *_NEW, str(SCRIPT), str(self.image.root), str(self._disk))
        with (self._disk / "told").open("ab") as log:
            self.process = subprocess.Popen(
                ["/bin/sh", "-ec", _INTO, str(self._group), *boot],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        inside = eventually(self._first_process, within=SETTLE_S, what=f"a process of {self.name}")
        for bridge, card in _CARDS.items():
            plug_veth(self.name, bridge, card, card_mac(bridge, self.number), inside)

    def reboot(self) -> None:
        """By the power, since no container can do it by itself."""
        self.power_off()
        self.power_on()
        self.wait_for_ssh()

    def _unplugged(self) -> None:
        eventually(self._is_gone, within=SETTLE_S, what=f"the last process of {self.name} ends")

    def told(self) -> str:
        return (self._disk / "told").read_text(errors="replace")

    def _first_process(self) -> int:
        assert self.process is not None
        assert self.process.poll() is None, self.told()
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return int(children[0]) if children else 0

    def _is_gone(self) -> bool:
        for folder in _deepest_first(self._group):
            try:
                folder.rmdir()
            except OSError:
                return False
        return not any(is_plugged(self.name, bridge) for bridge in _CARDS)

    def _place(self, path: str) -> Path:
        """Where a file of the container stands; the folders above have the image's modes."""
        above = self._disk / "upper"
        for part in Path(path).parent.parts[1:]:
            above = above / part
            original = self.image.root / above.relative_to(self._disk / "upper")
            above.mkdir(exist_ok=True)
            above.chmod(original.stat().st_mode & 0o7777)
        return above / Path(path).name


def _deepest_first(group: Path) -> Iterator[Path]:
    if group.exists():
        for folder, _, _ in os.walk(group, topdown=False):
            yield Path(folder)


def _control_groups() -> Path:
    """Where this host has control groups of version 2, beside those of version 1 or alone."""
    for line in Path("/proc/mounts").read_text().splitlines():
        _, where, kind, *_ = line.split()
        if kind == "cgroup2":
            return Path(where)
    raise AssertionError("this host has no control groups of version 2")
