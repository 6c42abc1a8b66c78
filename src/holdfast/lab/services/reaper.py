# SPDX-License-Identifier: Apache-2.0
"""What PID 1 does: it collects every process that ends, its own and the orphans."""

import os
import signal
import socket
from collections.abc import Callable

from holdfast.lab.process.loop import Loop
from holdfast.lab.services.exit_status import ExitStatus


class Reaper:
    """Calls back once for each pid that was asked for, and after every round of deaths."""

    def __init__(self, loop: Loop, after: Callable[[], None]) -> None:
        self._callbacks: dict[int, Callable[[ExitStatus], None]] = {}
        self._after = after
        self._reader, writer = socket.socketpair()
        self._reader.setblocking(False)
        writer.setblocking(False)
        self._writer = writer
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        loop.watch(self._reader, self._collect)

    def on_end(self, pid: int, callback: Callable[[ExitStatus], None]) -> None:
        """Call back when the child `pid` has ended."""
        self._callbacks[pid] = callback

    def _collect(self) -> None:
        self._reader.recv(4096)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            callback = self._callbacks.pop(pid, None)
            if callback is not None:
                callback(ExitStatus.of_wait(status))
        self._after()
