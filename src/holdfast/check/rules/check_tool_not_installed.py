# SPDX-License-Identifier: Apache-2.0
"""A check calls a program whose package is not installed."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.used_commands import Used, tracked_checks
from holdfast.model.program import Run, program
from holdfast.model.site import Site

PACKAGES = {
    "curl": ("curl",),
    "killall": ("psmisc",),
    "nc": ("netcat-openbsd", "netcat-traditional", "ncat"),
    "ncat": ("ncat",),
    "pgrep": ("procps",),
    "pidof": ("sysvinit-utils",),
    "pkill": ("procps",),
    "socat": ("socat",),
    "wget": ("wget",),
}
"""Debian's packages, any of which brings the program."""


def check(site: Site) -> Iterator[Finding]:
    """Where the node's dpkg database is known, and the program is not among the node's files."""
    for node in site.nodes:
        for used in tracked_checks(node) if node.packages is not None else ():
            for run in program(node, used.command).runs:
                wanted = PACKAGES.get(run.name, ())
                here = node.file(run.words[0]) is not None
                if wanted and not here and not set(wanted) & set(node.packages or ()):
                    yield _finding(used, run, wanted[0])


def _finding(used: Used, run: Run, package: str) -> Finding:
    own = run.shell is None
    effect = (
        "keepalived drops the check, and its failure will never move the VIP"
        if own
        else "the check fails, HAProxy alive or dead, and nobody takes the VIP"
    )
    return Finding(
        f"{used.what} calls {run.name}, and {package} is not installed here: {effect}; "
        f"`apt install {package}`",
        run.place,
        also=used.also(run.place),
    )
