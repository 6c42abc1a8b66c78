# SPDX-License-Identifier: Apache-2.0
"""What the real daemons say about a node's configuration, without starting anything."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

SANDBOX = ("unshare", "--user", "--map-root-user", "--mount", "--net", "sh", "-c")
"""A network of its own, so that the interface of the cases exists."""

NETWORK = (
    "ip link add ens18 type bridge",
    "ip addr add 172.22.21.10/24 dev ens18",
    "ip link set ens18 up",
)
USERS = "if test -f etc/passwd; then mount --bind etc/passwd /etc/passwd; fi"
COMMANDS = {
    "keepalived": (*NETWORK, USERS, "exec keepalived -t -f etc/keepalived/keepalived.conf"),
    "haproxy": ("exec haproxy -c -f etc/haproxy/haproxy.cfg",),
}
SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
PREFIX = re.compile(r"^\((?:[^()]*: )?Line [0-9]+\) ")


def said(node: Path, daemon: str) -> tuple[str, ...]:
    """All lines that the daemon prints about the node's file, without file and line.

    Without the daemon, or user namespaces, the test is skipped, or fails in CI.
    """
    if shutil.which(daemon, path=SBIN) is None:
        give_up(f"{daemon} is not installed")
    done = subprocess.run(
        [*SANDBOX, " && ".join(COMMANDS[daemon])],
        cwd=node,
        env={"PATH": SBIN},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=30,
        check=False,
    )
    if done.stdout.startswith("unshare:"):
        give_up(done.stdout)
    return tuple(PREFIX.sub("", line) for line in done.stdout.splitlines())


def give_up(why: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)
