# SPDX-License-Identifier: Apache-2.0
"""The lab's side of the sandbox: starts its first process, asks, and makes sure that it is gone.

A fresh interpreter is started, because only a process with one thread may enter a user namespace
and fork safely afterwards. It hangs on this process twice: PDEATHSIG, and a socket whose end it
notices. So not even `kill -9` of this process leaves anything.
"""

import os
import socket
import subprocess
import sys
from typing import TypeVar

import msgspec

from holdfast.lab.deadlines import CLOSE_MS, SANDBOX_MS
from holdfast.lab.errors import DeadlinePassed, LabError, LabLost
from holdfast.lab.process.channel import Channel, ChannelClosed
from holdfast.lab.process.protocol import Answer, Booted, Failed, Open, Question, Refused
from holdfast.lab.refusal import explain, missing_programs, require_programs
from holdfast.lab.spec import LabSpec

A = TypeVar("A")

# -S leaves site-packages out, whose .pth files cost more than all of our modules.
_START = (
    "import sys; sys.path[:0] = sys.argv[2:]; "
    "from holdfast.lab.hub.hub import main; main(int(sys.argv[1]))"
)
_DEBUG = "HOLDFAST_LAB_DEBUG"


class Sandbox:
    """Open from construction until `close`. Raises LabRefused."""

    def __init__(self, spec: LabSpec) -> None:
        require_programs(missing_programs(spec))
        ours, theirs = socket.socketpair()
        self._channel: Channel[Answer] = Channel(ours, Answer)
        with theirs:
            self._process = subprocess.Popen(
                [*_interpreter(), "-c", _START, str(theirs.fileno()), *_import_paths()],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=None if _DEBUG in os.environ else subprocess.DEVNULL,
                stderr=None if _DEBUG in os.environ else subprocess.DEVNULL,
                start_new_session=True,
                cwd="/",
                env={name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ},
            )
        try:
            self.ask(Open(spec), Booted, SANDBOX_MS)
        except BaseException:
            self.close()
            raise

    def ask(self, question: Question, kind: type[A], within_ms: float) -> A:
        """The answer, of the kind that the question has; raises LabError."""
        try:
            self._channel.send(question)
            answer = self._channel.receive_one(within_ms)
        except ChannelClosed:
            raise LabLost("the lab has ended: one of its processes was killed") from None
        except TimeoutError:
            self.close()  # a late answer must not be taken for the next one's
            what = type(question).__name__
            raise DeadlinePassed(f"the lab did not answer {what} in {within_ms:.0f} ms") from None
        match answer:
            case Refused(step, number, text):
                raise explain(step, number, text)
            case Failed(text):
                raise LabError(text)
            case _ if isinstance(answer, kind):
                return answer
        raise LabError(f"the lab answered {type(answer).__name__}")

    def close(self) -> None:
        """End every process of the sandbox and wait until the kernel has removed them."""
        self._channel.close()
        try:
            self._process.wait(CLOSE_MS / 1000)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _interpreter() -> list[str]:
    return [sys.executable, "-I", "-S", *(["-B"] if sys.dont_write_bytecode else [])]


def _import_paths() -> list[str]:
    """Where the fresh interpreter finds this package and msgspec."""
    here = os.path.abspath(__file__)
    ours = os.path.dirname(os.path.dirname(os.path.dirname(here)))
    theirs = os.path.dirname(os.path.dirname(os.path.abspath(msgspec.__file__ or "")))
    return list(dict.fromkeys([ours, theirs]))
