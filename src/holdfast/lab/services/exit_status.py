# SPDX-License-Identifier: Apache-2.0
"""How a process ended, and whether systemd calls that clean (SuccessExitStatus=)."""

import os
import signal
from collections.abc import Sequence
from typing import NamedTuple

from holdfast.lab.events import Result

EXEC_FAILED = 203  # systemd.exec(5), "PROCESS EXIT CODES": EXIT_EXEC
_CLEAN_SIGNALS = {signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGPIPE}


class ExitStatus(NamedTuple):
    """`signal` is 0 for a process that exited by itself with `code`."""

    code: int
    signal: int = 0
    dumped: bool = False

    @classmethod
    def of_wait(cls, status: int) -> "ExitStatus":
        """From what waitpid(2) gives."""
        if os.WIFSIGNALED(status):
            return cls(0, os.WTERMSIG(status), os.WCOREDUMP(status))
        return cls(os.WEXITSTATUS(status))

    def __str__(self) -> str:
        if self.signal:
            return f"code={'dumped' if self.dumped else 'killed'}, status={self.signal}/{self.name}"
        return f"code=exited, status={self.code}/{'SUCCESS' if not self.code else 'FAILURE'}"

    @property
    def name(self) -> str:
        """The signal's name without SIG, as systemd prints it."""
        return signal_name(self.signal).removeprefix("SIG")


def signal_name(number: int) -> str:
    """SIGTERM for 15; the number itself for one without a name."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def signal_number(name: str) -> int:
    """15 for SIGTERM, TERM or 15; raises ValueError."""
    if name.isdigit():
        return int(name)
    full = name.upper() if name.upper().startswith("SIG") else f"SIG{name.upper()}"
    if full not in signal.Signals.__members__:
        raise ValueError(name)
    return int(signal.Signals[full])


def matches(end: ExitStatus, words: Sequence[str]) -> bool:
    """Whether the end is one of a list such as `143 SIGKILL` (SuccessExitStatus=)."""
    if end.signal:
        return end.name in {word.upper().removeprefix("SIG") for word in words}
    return str(end.code) in words


def result_of(end: ExitStatus, success: Sequence[str], *, daemon: bool) -> Result:
    """The service result for a process's end. HUP, INT, TERM and PIPE are clean for a daemon."""
    if matches(end, success):
        return "success"
    if end.signal:
        clean = daemon and end.signal in _CLEAN_SIGNALS
        return "success" if clean else "core-dump" if end.dumped else "signal"
    return "success" if end.code == 0 else "exit-code"
