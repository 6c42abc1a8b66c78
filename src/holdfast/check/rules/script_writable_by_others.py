# SPDX-License-Identifier: Apache-2.0
"""A script that root runs, or a folder above it, can be changed by somebody else."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.used_commands import Used, used_commands
from holdfast.model.site import Node, Site
from holdfast.model.users import runs_as

HOMES = "/home/"


def check(site: Site) -> Iterator[Finding]:
    """An error for a check that keepalived drops for it, else a warning.

    Below /home every folder belongs to its user.
    """
    for node in site.nodes:
        for used in used_commands(node):
            writable = _writable(node, used.command.program)
            if writable is not None and runs_as(node, used.command) in ("root", None):
                yield _finding(node, used, writable)


def _finding(node: Node, used: Used, writable: str) -> Finding:
    path = used.command.program
    if not node.keepalived.globals.enable_script_security:
        return Finding(
            f"not only root may change {writable}, and root runs {path} for {used.what}: whoever "
            "may write there is root here; move the script to /usr/local/sbin, root's and mode 755",
            used.command.place,
            severity="warning",
        )
    lost = ", and its failure will never move the VIP" if used.script is not None else ""
    return Finding(
        f"keepalived drops {used.what}{lost}: not only root may change {writable} "
        "(enable_script_security); move the script to /usr/local/sbin, root's and mode 755",
        used.command.place,
        severity="error" if used.script is not None else "warning",
    )


def _writable(node: Node, path: str) -> str | None:
    """What others may write on the way to a program, as far as it is known."""
    if path.startswith(HOMES):
        return "/".join(path.split("/")[:3])
    file = node.programs.get(path)
    return file.writable if file is not None else None
