# SPDX-License-Identifier: Apache-2.0
"""What the real daemons say about a node's configuration, asked inside a lab."""

import re
from pathlib import Path

from msgspec.structs import replace

from holdfast.drill.stage.stage import stage
from holdfast.lab.lab import Lab
from holdfast.load.site import load

COMMANDS = {
    "keepalived": ("keepalived", "-t", "-f", "/etc/keepalived/keepalived.conf"),
    "haproxy": ("haproxy", "-c", "-f", "/etc/haproxy/haproxy.cfg"),
}
PREFIX = re.compile(r"^\((?:[^()]*: )?Line [0-9]+\) ")

OF_HAPROXY = re.compile(r"^(\[[A-Z]+\]) +\([0-9]+\) : ")
"""The process id, and how wide the level is, tell nothing."""

OF_THE_BUILD = ("[NOTICE] haproxy version is ", "[NOTICE] path to executable is ")


def said(folder: Path, daemon: str) -> tuple[str, ...]:
    """All lines that the daemon prints about the node's file, without file and line."""
    spec = stage(load([str(folder)])).spec
    (node,) = spec.nodes
    with Lab(replace(spec, nodes=(replace(node, units=()),))) as lab:
        lab.boot()
        output = lab.run(node.name, *COMMANDS[daemon]).output
    lines = (OF_HAPROXY.sub(r"\1 ", PREFIX.sub("", line)) for line in output.splitlines())
    return tuple(line for line in lines if not line.startswith(OF_THE_BUILD))
