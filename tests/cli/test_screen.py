# SPDX-License-Identifier: Apache-2.0
"""The terminal screen of `watch`, on a terminal of the test's own."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEADLINE_S = 60.0
SHOWS = """
import os, sys
from rich.text import Text
from holdfast.cli.screen import can_paint, paint
told = []
def fresh():
    line = open(sys.argv[1]).read()
    if told == [line]:
        return None
    told[:] = [line]
    return Text.assemble("this line stays\\n", (line, "bold red"))
assert can_paint()
paint(fresh)
"""
CAN = "from holdfast.cli.screen import can_paint; print(can_paint())"
COLOUR = b"\x1b[31m"


class Terminal:
    """The far side: what was typed goes in, what is painted comes out."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.told = b""

    def until(self, text: bytes) -> bytes:
        """What came since the last time, up to and with the text."""
        deadline = time.monotonic() + DEADLINE_S
        while text not in self.told:
            assert time.monotonic() < deadline, self.told
            if select.select([self._descriptor], [], [], 1.0)[0]:
                self.told += os.read(self._descriptor, 65536)
        found, self.told = self.told, b""
        return found

    def type(self, keys: bytes) -> None:
        os.write(self._descriptor, keys)


@contextmanager
def terminal(*words: str, **environment: str) -> Iterator[tuple[Terminal, subprocess.Popen[bytes]]]:
    near, far = pty.openpty()
    fcntl.ioctl(far, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 60, 0, 0))
    inherited = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-c", *words],
        stdin=far,
        stdout=far,
        stderr=far,
        cwd=ROOT,
        env={**inherited, **environment},
        start_new_session=True,
    )
    os.close(far)
    try:
        yield Terminal(near), process
    finally:
        process.kill()
        process.wait()
        os.close(near)


def test_only_what_changed_is_painted_again_and_q_ends_it(tmp_path: Path) -> None:
    line = tmp_path / "line"
    line.write_text("lb1 owns")
    with terminal(SHOWS, str(line), TERM="xterm") as (screen, process):
        first = screen.until(b"lb1 owns")
        assert b"this line stays" in first
        assert COLOUR in first

        line.write_text("lb1 lost")
        second = screen.until(b"lost")

        assert b"stays" not in second
        assert b"quit" not in second
        screen.type(b"q")
        assert process.wait(DEADLINE_S) == 0


def test_no_colour_where_none_is_wanted(tmp_path: Path) -> None:
    line = tmp_path / "line"
    line.write_text("lb1 owns")
    with terminal(SHOWS, str(line), TERM="xterm", NO_COLOR="1") as (screen, _):
        assert COLOUR not in screen.until(b"lb1 owns")


def test_a_terminal_that_cannot_move_its_cursor_is_not_painted() -> None:
    with terminal(CAN, TERM="dumb") as (screen, _):
        assert b"False" in screen.until(b"\n")


def test_no_terminal_is_not_painted() -> None:
    done = subprocess.run([sys.executable, "-c", CAN], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
