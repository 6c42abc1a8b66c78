# SPDX-License-Identifier: Apache-2.0
"""The processes of this PID namespace: starting them, and finding those of a unit.

A unit's processes are those that carry its INVOCATION_ID in their environment, those of the
sessions it was started in, and their children. It stands in for the control group, which an
ordinary user has none of. The session also covers the moment of execve(2), in which a process has
no environment; only a program that leaves all three behind escapes.
"""

import os
import signal
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple


class Process(NamedTuple):
    """A process that is not a zombie. `invocation` is "" for one without INVOCATION_ID."""

    pid: int
    parent: int
    session: int
    invocation: str


def spawn(
    argv: Sequence[str], environment: Mapping[str, str], *, program: str = "", output: int
) -> int:
    """Start a program as systemd does: own session, no input, no blocked signal, SIGPIPE ignored.

    Raises OSError when it cannot be executed. `output` takes what it writes.
    """
    return os.posix_spawn(
        program or argv[0],
        list(argv),
        dict(environment),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, output, 1),
            (os.POSIX_SPAWN_DUP2, output, 2),
        ],
        setsid=True,
        setsigmask=[],
        setsigdef=[signal.SIGXFSZ],
    )


def find_program(name: str, path: str) -> str:
    """Where a program without a slash is; the name itself when it is nowhere."""
    if "/" in name:
        return name
    for folder in path.split(":"):
        if os.access(f"{folder}/{name}", os.X_OK):
            return f"{folder}/{name}"
    return name


def invocation_of(pid: int) -> str:
    """The INVOCATION_ID in a process's environment, "" when there is none or it is gone."""
    for entry in _read(f"/proc/{pid}/environ").split(b"\0"):
        if entry.startswith(b"INVOCATION_ID="):
            return entry.partition(b"=")[2].decode(errors="replace")
    return ""


def living() -> list[Process]:
    """Every process of the namespace but the first."""
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    found = []
    for pid in pids:
        fields = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
        if fields and fields[0] not in (b"Z", b"X"):
            found.append(Process(pid, int(fields[1]), int(fields[3]), invocation_of(pid)))
    return found


def members(
    invocations: Collection[str], sessions: Collection[int], processes: Sequence[Process]
) -> list[int]:
    """The pids of a unit: those of its invocations and sessions, and all their descendants."""
    found = {
        process.pid
        for process in processes
        if process.invocation in invocations or process.session in sessions
    }
    grown = True
    while grown:
        children = {process.pid for process in processes if process.parent in found} - found
        found |= children
        grown = bool(children)
    return sorted(found)


def running_program(path: str) -> list[int]:
    """The pids whose executable is `path`."""
    wanted = os.path.realpath(path)
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    return [pid for pid in pids if _link(f"/proc/{pid}/exe") == wanted]


def send(pids: Sequence[int], number: int) -> int:
    """Signal them; how many were there."""
    reached = 0
    for pid in pids:
        try:
            os.kill(pid, number)
            reached += 1
        except ProcessLookupError:
            continue
    return reached


def kill_together(pids: Sequence[int]) -> int:
    """SIGKILL to all as if at once: stopped first, so that none sees another's death.

    keepalived's child, told of its parent's death, would still take the VIP away.
    """
    send(pids, signal.SIGSTOP)
    return send(pids, signal.SIGKILL)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _link(path: str) -> str:
    try:
        return os.readlink(path)
    except OSError:
        return ""
