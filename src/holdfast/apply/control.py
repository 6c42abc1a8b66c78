# SPDX-License-Identifier: Apache-2.0
"""Who works on a node: the name of this process, and whether another is known to be gone."""

import getpass
import os
import re
import socket
from pathlib import Path

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_.-]+")


def myself() -> str:
    """USER@HOST:PID:BEGUN, for messages and to tell two from each other."""
    return f"{_plain(_user())}@{_plain(socket.gethostname())}:{_process(os.getpid())}"


def is_gone(name: str) -> bool:
    """Whether it was a process of this machine that has ended. Of others nothing is known."""
    where, _, process = name.partition(":")
    mine, _, _ = myself().partition(":")
    return where == mine and process != _process(int(process.partition(":")[0] or 0))


def _user() -> str:
    """By the environment or passwd(5); a container may run as an id that neither knows."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _process(pid: int) -> str:
    """A process id and when it began (proc_pid_stat(5), field 22): ids come again."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return f"{pid}:gone"
    return f"{pid}:{fields[19]}"


def _plain(word: str) -> str:
    return _NOT_PLAIN.sub("-", word) or "-"
