# SPDX-License-Identifier: Apache-2.0
"""Methods on a pair: HAProxy runs on the node without the VIP after its boot.

Two methods, or forms, a time: one on each node. Both nodes wait (nopreempt), so that whoever booted
last is the one without the VIP.
"""

import shutil
import tempfile
from pathlib import Path

from tests.machine.arp import answering_macs
from tests.machine.bed import NAMES, PAIR, START_HAPROXY, Bed
from tests.machine.client import ask
from tests.machine.network import VIP

START = {"ansible.builtin.raw": START_HAPROXY}
KEPT = f"ip -oneline address show to {VIP} | grep -v ens18 || true"
"""Where a node has the VIP besides the card on which keepalived puts it."""
PROFILES = "nmcli --terse --fields NAME connection show"
"""What NetworkManager has in mind; it forgets a file that is gone only when it is told."""

Pairing = tuple[str, ...]
"""One word, or several, for each node."""


class Pair:
    """Both nodes; `folder` is for the site as it was collected."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        self.bed = bed
        _waiting(folder / "waiting")
        self._folder = folder
        self._tools: Pairing = ()

    def _set_up_by(self, tools: Pairing) -> None:
        """Fresh disks, unless these tools set up the cards already."""
        if tools == self._tools:
            return
        for name, tool in zip(NAMES, tools, strict=True):
            self.bed.install(name, tool, self._folder / "waiting")
        self.bed.power_on()
        self.bed.control.play([self.bed.wait_for_any_owner()], START)
        self._site = self._folder / tools[0]
        self.bed.control.collect(self._site)
        self._tools = tools

    def _apply(self, words: Pairing) -> None:
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            wanted = shutil.copytree(self._site, Path(folder, "wanted"), symlinks=True)
            for name, said in zip(NAMES, words, strict=True):
                self.bed.control.holdfast("fix", str(wanted / name), "--method", *said.split())
            assert "applied: " in self.bed.control.apply("--to", str(wanted))

    def assert_haproxy_runs_after_a_boot(self, tools: Pairing, words: Pairing) -> None:
        """What `fix --method` with these words makes of each node is applied; each boots while the
        other owns the VIP; then all is undone."""
        bed = self.bed
        self._set_up_by(tools)
        self._apply(words)
        owner = bed.wait_for_any_owner()
        [backup] = {*NAMES} - {owner}

        for boots, owns in ((backup, owner), (owner, backup)):
            bed.reboot(boots)
            bed.wait_for_owner(owns)
            bed.wait_for_haproxy(boots)
            assert bed.unit(boots, "haproxy", "NRestarts") == "0"
            assert len(answering_macs()) == 1
            assert ask() == ""

        assert "undone" in bed.control.undo()
        assert [bed.shell(name, KEPT) for name in NAMES] == ["", ""]
        for name, tool in zip(NAMES, tools, strict=True):
            if tool == "networkmanager":
                assert sorted(bed.shell(name, PROFILES).split()) == ["ens18", "lo", "mgmt0"]


def _waiting(folder: Path) -> None:
    """The pair of examples/pair, where whoever owns the VIP keeps it when the other is back."""
    shutil.copytree(PAIR, folder)
    for name in NAMES:
        conf = folder / name / "etc/keepalived/keepalived.conf"
        text = conf.read_text().replace("state MASTER", "state BACKUP")
        conf.write_text(text.replace("state BACKUP\n", "state BACKUP\n    nopreempt\n"))
