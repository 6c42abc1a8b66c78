# SPDX-License-Identifier: Apache-2.0
"""A process that the hub forks: node, client or world.

Forked, not executed: everything is imported already, which is why a node boots in milliseconds,
and why the hub must never have a second thread.
"""

import os
import socket
import traceback
from collections.abc import Callable
from typing import Literal, NamedTuple

from holdfast.lab.errors import LabError
from holdfast.lab.kernel import syscalls
from holdfast.lab.process.channel import Channel, ChannelClosed
from holdfast.lab.process.protocol import Died, FromChild

Entry = Callable[[socket.socket], None]
PidNamespace = Literal["own", "shared"]


class Child(NamedTuple):
    """`ended` becomes readable when the process is gone."""

    pid: int
    ended: int
    channel: Channel[FromChild]


def start(entry: Entry, pids: PidNamespace) -> Child:
    """Fork and let the child run `entry` with its end of a socket pair."""
    ours, theirs = socket.socketpair()
    pid = _fork_into_new_pid_namespace() if pids == "own" else os.fork()
    if pid == 0:
        _live(entry, theirs)
    theirs.close()
    return Child(pid, os.pidfd_open(pid), Channel(ours, FromChild))


def _fork_into_new_pid_namespace() -> int:
    """The child is PID 1 of a new namespace; the hub's next children are again in its own."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    syscalls.unshare(syscalls.CLONE_NEWPID)
    pid = os.fork()
    if pid:
        syscalls.setns(own, syscalls.CLONE_NEWPID)
        os.close(own)
    return pid


def _live(entry: Entry, end: socket.socket) -> None:
    """Never returns. What goes wrong is told to the hub in one line."""
    try:
        _close_others(end.fileno())
        syscalls.die_with_parent()
        entry(end)
    except ChannelClosed:
        os._exit(0)
    except LabError as error:
        Channel[object](end, FromChild).send(Died(str(error)))
    except BaseException as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{os.path.basename(place.filename)}:{place.lineno}"
        text = f"{type(error).__name__}: {error} ({where})"
        Channel[object](end, FromChild).send(Died(text))
    finally:
        os._exit(1)


def _close_others(keep: int) -> None:
    for name in os.listdir("/proc/self/fd"):
        descriptor = int(name)
        if descriptor > 2 and descriptor != keep:
            try:
                os.close(descriptor)
            except OSError:
                continue
