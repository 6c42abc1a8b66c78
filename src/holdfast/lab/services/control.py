# SPDX-License-Identifier: Apache-2.0
"""The FIFO that `systemctl` inside a node talks to (`shims.SYSTEMCTL`)."""

import os

from holdfast.lab.node.shims import CONTROL
from holdfast.lab.process.loop import Loop
from holdfast.lab.services.supervisor import Supervisor
from holdfast.lab.services.systemctl import Outcome, answer


def serve(loop: Loop, supervisor: Supervisor) -> None:
    """Take requests from now on. A caller that has gone away is not answered."""
    os.mkfifo(CONTROL, 0o600)
    reader = os.open(CONTROL, os.O_RDWR | os.O_NONBLOCK)  # both, so that it never ends
    buffer = bytearray()

    def receive() -> None:
        nonlocal buffer
        buffer += os.read(reader, 65536)
        *lines, rest = bytes(buffer).split(b"\n")
        buffer = bytearray(rest)
        for line in lines:
            _request(supervisor, line.decode(errors="replace"))

    loop.watch(reader, receive)


def _request(supervisor: Supervisor, line: str) -> None:
    caller, *words = line.split("\x1f")
    try:
        writer = os.open(f"/run/holdfast/answer.{caller}", os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return

    def reply(outcome: Outcome) -> None:
        lines = [f": {text}" for text in outcome.output.splitlines()]
        lines += [f"! {text}" for text in outcome.errors.splitlines()]
        try:
            os.write(writer, "\n".join([*lines, f"exit {outcome.status}\n"]).encode())
        except OSError:
            return
        finally:
            os.close(writer)

    answer(supervisor, words, reply)
