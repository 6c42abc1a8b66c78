# SPDX-License-Identifier: Apache-2.0
"""Which programs took part in a drill."""

import os
import platform
import re
import subprocess

from holdfast import __version__

_VERSION = re.compile(r"\bv?(\d+\.\d+\S*)")


def versions() -> dict[str, str]:
    """The version of each, by name; "unknown" where a program does not say it."""
    return {
        "holdfast": __version__,
        "haproxy": _said_by("haproxy", "-v"),
        "keepalived": _said_by("keepalived", "--version"),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def _said_by(program: str, word: str) -> str:
    """The first thing like a version that the program prints; keepalived does on standard error."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"))
    environment = {"PATH": path, "LC_ALL": "C"}
    try:
        told = subprocess.run(
            [program, word],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    found = _VERSION.search(told.stdout + told.stderr)
    return found[1].rstrip(",") if found else "unknown"
