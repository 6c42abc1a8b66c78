# SPDX-License-Identifier: Apache-2.0
"""One machine: QEMU in software, a disk, two cards. Once it runs it is reached over SSH alone."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.machine.disk import OnDisk, make_disk
from tests.machine.host import Host
from tests.machine.network import MANAGEMENT, WIRE, card_mac, plug_tap, unplug

_QEMU = (
    *("qemu-system-x86_64", "-M", "q35", "-accel", "tcg,tb-size=256", "-cpu", "qemu64"),
    *("-smp", "1", "-m", "512", "-nodefaults", "-no-user-config", "-display", "none"),
    *("-device", "virtio-rng-pci"),
)
# The kernel has NVMe and ext4 built in, so that it needs no initrd. Its test of the timer can fail
# on a host that is busy with other work.
_KERNEL_LINE = (
    "root=/dev/nvme0n1 rootfstype=ext4 rw console=ttyS0 quiet mitigations=off net.ifnames=0 "
    "panic=-1 no_timer_check"
)
_CARDS = (WIRE, MANAGEMENT)
_TOLD = 3000


class Machine(Host):
    """Its names for the cards come from the image: ens18 on the wire, mgmt0 for SSH."""

    def install(self, files: Mapping[str, OnDisk], links: Mapping[str, str]) -> None:
        make_disk(self.image, self._file("ext4"), {**self.own_files(), **files}, links)

    def power_on(self) -> None:
        taps = {plug_tap(self.name, bridge): card_mac(bridge, self.number) for bridge in _CARDS}
        command = [
            *_QEMU,
            *("-kernel", str(self.image.kernel), "-append", _KERNEL_LINE),
            *("-drive", f"if=none,id=d,format=raw,file={self._file('ext4')}"),
            *("-device", "nvme,drive=d,serial=d", "-serial", f"file:{self._file('console')}"),
            *(word for tap, mac in taps.items() for word in self._card(tap, mac)),
        ]
        with self._file("qemu").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def _unplugged(self) -> None:
        for bridge in _CARDS:
            unplug(self.name, bridge)

    def told(self) -> str:
        texts = (self._file(kind).read_text(errors="replace") for kind in ("qemu", "console"))
        return "".join(texts)[-_TOLD:]

    def _file(self, kind: str) -> Path:
        return self.folder / f"{self.name}.{kind}"

    def _card(self, tap: str, mac: str) -> tuple[str, ...]:
        return (
            *("-netdev", f"tap,id={tap},ifname={tap},script=no,downscript=no"),
            *("-device", f"virtio-net-pci,netdev={tap},mac={mac}"),
        )
