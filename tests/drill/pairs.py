# SPDX-License-Identifier: Apache-2.0
"""The good pair, the changes that make a fault break it, and drills of it in several labs."""

import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from holdfast.drill.play import drill
from holdfast.drill.record import Drilled, Record
from holdfast.drill.registry import FAULTS
from holdfast.load.site import load

GOOD = Path(__file__).parents[2] / "examples" / "pair-fixed"
VIP = "172.22.21.36"
LABS = 3
"""At a time: most of what a lab does is to wait."""

CONF = "etc/keepalived/keepalived.conf"
UNIT = "etc/systemd/system/keepalived.service.d/restart.conf"
SCRIPT = 'script "/etc/keepalived/haproxy-answers"'

Change = tuple[str, str, str]
"""A file of both nodes, or of one: what stands there, and what stands there instead."""

COLD: Change = ("lb2/etc/haproxy/haproxy.cfg", " transparent", "")
EACH_ASKS_THE_OTHER: tuple[Change, ...] = (
    ("etc/haproxy/haproxy.cfg", "bind 127.0.0.1:8404", "bind :8404"),
    ("lb1/etc/keepalived/haproxy-answers", "127.0.0.1", "172.22.21.11"),
    ("lb2/etc/keepalived/haproxy-answers", "127.0.0.1", "172.22.21.10"),
)

SILENT_AGAIN: tuple[Change, ...] = (
    (CONF, "global_defs {", "global_defs {\n    vrrp_garp_lower_prio_repeat 0"),
)
"""An owner that hears another one does not announce itself anew."""

DESERVING: dict[str, tuple[Change, ...]] = {
    "boot-storm": (COLD,),
    "haproxy-hang": ((CONF, SCRIPT, 'script "/usr/bin/pgrep -x haproxy"'),),
    "keepalived-kill": ((UNIT, "Restart=on-failure", "Restart=no"),),
    "keepalived-hang": (COLD,),
    "link-down": (COLD,),
    "partition": EACH_ASKS_THE_OTHER,
    "partition-one-way": EACH_ASKS_THE_OTHER,
    "node-stall": SILENT_AGAIN,
    "split-then-heal": SILENT_AGAIN,
    "advert-loss": (COLD,),
    "return": ((f"lb1/{CONF}", "state BACKUP", "state MASTER\n    nopreempt"),),
    "double-fault": ((CONF, "    track_script {\n        haproxy_answers\n    }\n", ""),),
    "config-reload": (
        (UNIT, "[Service]", "[Service]\nExecReload=\nExecReload=kill -TERM $MAINPID"),
    ),
    "rolling-change": ((f"lb2/{UNIT}", "[Service]", "[Service]\nExecReload=\nExecReload=false"),),
    "planned-move": ((f"lb2/{UNIT}", "[Service]", "[Service]\nExecReload=\nExecReload=false"),),
}
"""What is changed in the good pair so that the fault breaks it."""

Drills = Mapping[str, "Future[Drilled]"]


@contextmanager
def drilled(folder: Path, *faults: str) -> Iterator[Drills]:
    """The good pair with all of these faults as "good", and each on the pair that deserves it."""
    with ThreadPoolExecutor(LABS) as pool:
        yield {
            "good": pool.submit(play, GOOD, *faults),
            **{
                name: pool.submit(play, changed(folder / name, DESERVING[name]), name)
                for name in faults
            },
        }


def play(folder: Path, *names: str) -> Drilled:
    faults = [fault for fault in FAULTS if fault.name in names]
    return drill(load([str(folder)]), faults, lambda _what: None)


def changed(folder: Path, changes: tuple[Change, ...]) -> Path:
    """A copy of the good pair with these changes."""
    shutil.copytree(GOOD, folder)
    for path, old, new in changes:
        files = [folder / path] if path.startswith("lb") else folder.glob(f"lb*/{path}")
        for file in files:
            text = file.read_text()
            assert old in text
            file.write_text(text.replace(old, new))
    return folder


def of(drills: Drills, site: str, fault: str) -> list[Record]:
    """What came of a fault on a site of `drilled`."""
    found = [record for record in drills[site].result().drills if record.fault == fault]
    assert found
    return found


def broken(drills: Drills, fault: str) -> dict[tuple[str, str], Record]:
    """By node and phase, what broke of a fault on the pair that deserves it."""
    found = of(drills, fault, fault)
    return {(r.node or "", r.phase): r for r in found if r.verdict == "broken"}
