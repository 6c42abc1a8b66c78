# SPDX-License-Identifier: Apache-2.0
"""What is compared: the sites that others ship, as they are, and the pair in examples/, mended."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAIR = ROOT / "examples" / "pair"
OTHERS = ROOT.parent / "shared" / "sites"
HOLDFAST = str(Path(sys.executable).with_name("holdfast"))


class Variant(NamedTuple):
    """The pair in examples/, with this holdfast.yaml, after `holdfast fix` with these options."""

    name: str
    options: tuple[str, ...]
    settings: str = ""


_SECOND = "fail_over: 1s\n"
_TENTH = "fail_over: 100ms\nplatform: metal\n"
_SHORTEST = "fail_over: 50ms\nplatform: metal\n"

OWN = (
    Variant("holdfast-1s", ("--method", "transparent", "--timers"), _SECOND),
    Variant("holdfast-1s-relay", ("--method", "dummy", "--timers", "--relay"), _SECOND),
    Variant("holdfast-100ms", ("--method", "transparent", "--timers"), _TENTH),
    Variant("holdfast-100ms-relay", ("--method", "dummy", "--timers", "--relay"), _TENTH),
    Variant("holdfast-shortest", ("--method", "transparent", "--timers"), _SHORTEST),
    Variant("holdfast-dummy", ("--method", "dummy")),
)

_ADDRESSES = {"lb1": "172.22.21.10", "lb2": "172.22.21.11"}
"""The nodes' own, as in the recipe: unicast and relay need to know them."""


class NotOffered(Exception):
    """Why a variant cannot be made, in the words of `holdfast fix`."""


def others() -> dict[str, Path]:
    """The sites beside the checkout, by name."""
    return {p.name: p for p in sorted(OTHERS.iterdir())} if OTHERS.is_dir() else {}


def made(variant: Variant, folder: Path) -> Path:
    """The variant's site, in the folder. Raises NotOffered where `holdfast fix` refuses."""
    site = folder / variant.name
    shutil.copytree(PAIR, site)
    (site / "holdfast.yaml").write_text(variant.settings)
    for node, address in _ADDRESSES.items():
        interfaces = site / node / "etc" / "network" / "interfaces"
        interfaces.parent.mkdir(parents=True, exist_ok=True)
        interfaces.write_text(f"iface ens18 inet static\n    address {address}/24\n")
    words = [HOLDFAST, "fix", str(site), *variant.options]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NotOffered(done.stderr.strip().splitlines()[-1])
    return site
