# SPDX-License-Identifier: Apache-2.0
"""The pair of examples/ after `fix --method transparent --timers`, as a site without a copy."""

import shutil
from pathlib import Path

from msgspec.structs import replace

from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.lab import Lab
from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.methods import timers, transparent
from holdfast.methods.method import Plan
from holdfast.model.settings import NO_SETTINGS, Settings
from holdfast.model.site import Site

VIP = "172.22.21.36"
EXAMPLE = Path(__file__).parents[2] / "examples/pair"
UNIT = "etc/systemd/system/haproxy.service.d"


def timed_pair(
    folder: Path, files: dict[str, str] | None = None, settings: Settings = NO_SETTINGS
) -> Site:
    """The pair with addresses, a method, the timers for these settings, and these files on lb1."""
    shutil.copytree(EXAMPLE, folder / "pair")
    for node, number in (("lb1", 10), ("lb2", 11)):
        _write(
            folder / "pair" / node / "etc/network/interfaces",
            f"iface ens18 inet static\n    address 172.22.21.{number}/24\n",
        )
    for path, text in (files or {}).items():
        _write(folder / "pair/lb1" / path, text)
    of = replace(load([str(folder / "pair")]), settings=settings)
    for method in (transparent, timers):
        made = method.plan(of)
        assert isinstance(made, Plan), made
        of = reload(of, made.changes)
    assert of.errors == ()
    return of


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def owned_by(lab: Lab, *nodes: str) -> None:
    """Wait until exactly these have the VIP."""
    lab.eventually(lambda: lab.owners(VIP) == nodes, within=SETTLE_MS, what=f"VIP on {nodes}")
