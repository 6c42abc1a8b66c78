# SPDX-License-Identifier: Apache-2.0
"""The pair of examples/pair on two hosts, and the control machine that reaches them."""

from pathlib import Path

from tests.machine.control import Control
from tests.machine.disk import OnDisk
from tests.machine.host import Host
from tests.machine.image import Image
from tests.machine.keys import Keys
from tests.machine.network import VIP
from tests.machine.networking import networking
from tests.machine.waiting import SETTLE_S, eventually

PAIR = Path(__file__).parents[2] / "examples" / "pair"
NAMES = ("lb1", "lb2")
START_HAPROXY = "systemctl reset-failed haproxy; systemctl start haproxy"
"""As an operator does by hand where it gave up before the VIP came."""


class Bed:
    """Two machines, or containers, with one disk each at a time."""

    def __init__(self, kind: type[Host], image: Image, keys: Keys, folder: Path) -> None:
        self.hosts = {
            name: kind(number, image, keys, folder) for number, name in enumerate(NAMES, start=1)
        }
        self.control = Control(folder, keys, NAMES)

    def install(self, name: str, tool: str = "ifupdown", site: Path = PAIR) -> None:
        """A new disk with the files of a site, its cards set up by that tool; the power is off."""
        self.power_off(name)
        host = self.hosts[name]
        cards = networking(tool, host.number)
        host.install({**cards.files, **_files(site / name)}, cards.links)

    def power_on(self, *names: str) -> None:
        """Boot these, or all, and wait until each answers over SSH."""
        for name in names or NAMES:
            self.hosts[name].power_on()
        for name in names or NAMES:
            self.hosts[name].wait_for_ssh()

    def power_off(self, *names: str) -> None:
        for name in names or NAMES:
            self.hosts[name].power_off()

    def reboot(self, name: str) -> None:
        """Until it answers over SSH from its next boot."""
        self.hosts[name].reboot()

    def shell(self, name: str, script: str) -> str:
        """What a script prints on a host; it must succeed."""
        return self.hosts[name].shell(script)

    def unit(self, name: str, unit: str, what: str = "ActiveState") -> str:
        """A property of a unit."""
        return self.shell(name, f"systemctl show --value --property={what} {unit}")

    def wait_for_haproxy(self, name: str) -> None:
        """Until its unit is active: systemd was told that HAProxy listens."""
        eventually(
            lambda: self.unit(name, "haproxy") == "active",
            within=SETTLE_S,
            what=f"HAProxy runs on {name}",
        )

    def journal(self, name: str, unit: str) -> str:
        """What a unit said since the boot."""
        return self.shell(name, f"journalctl --boot --unit {unit} --output cat")

    def wait_for_backup(self, name: str) -> None:
        """Until keepalived of this host waits for the VIP."""
        eventually(
            lambda: "Entering BACKUP STATE" in self.journal(name, "keepalived"),
            within=SETTLE_S,
            what=f"keepalived waits on {name}",
        )

    def owns(self, name: str) -> bool:
        """Whether keepalived of this host has put the VIP on the wire's card."""
        return bool(self.shell(name, f"ip -oneline address show dev ens18 to {VIP}"))

    def wait_for_owner(self, name: str) -> None:
        """Until this host, and of those that run no other, owns the VIP."""
        eventually(
            lambda: self._owners() == [name],
            within=SETTLE_S,
            what=f"{name} owns the VIP alone",
        )

    def wait_for_any_owner(self) -> str:
        """The one host that owns the VIP."""
        return eventually(
            lambda: next(iter(own), "") if len(own := self._owners()) == 1 else "",
            within=SETTLE_S,
            what="one host owns the VIP",
        )

    def _owners(self) -> list[str]:
        return [name for name in NAMES if self.hosts[name].runs and self.owns(name)]


def _files(node: Path) -> dict[str, OnDisk]:
    return {
        f"/{file.relative_to(node)}": OnDisk(file.read_bytes(), file.stat().st_mode & 0o777)
        for file in node.rglob("*")
        if file.is_file()
    }
