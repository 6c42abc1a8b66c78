# SPDX-License-Identifier: Apache-2.0
"""Running `nft -f`."""

import os

from holdfast.lab.errors import LabError
from holdfast.lab.kernel.iproute import run

PLACES = ("/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft", "/bin/nft")


def load(rules: str) -> None:
    """Load a ruleset into this network namespace, whole or not at all; raises LabError."""
    program = next((path for path in PLACES if os.access(path, os.X_OK)), "")
    if not program:
        raise LabError("nft is not installed: sudo apt install nftables")
    status, output = run([program, "-f", "-"], rules)
    if status != 0:
        raise LabError(f"nft: {' '.join(output.split())}")
