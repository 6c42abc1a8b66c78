# SPDX-License-Identifier: Apache-2.0
"""picture.py [FILE]

Draws what `holdfast check examples/pair` prints on a terminal, into FILE or docs/check.svg.
"""

import os
import pty
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from holdfast.report.picture import picture

ROOT = Path(__file__).parent.parent
COMMAND = ("check", "examples/pair")
COLUMNS = 100


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "check.svg"
    target.write_text(_picture(_printed()))


def _printed() -> str:
    """What the command prints where its output is a terminal."""
    ours, theirs = pty.openpty()
    words = [str(Path(sys.executable).with_name("holdfast")), *COMMAND]
    process = subprocess.Popen(words, cwd=ROOT, stdout=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    printed = b"".join(iter(lambda: _read(ours), b""))
    if process.wait() != 1:
        sys.exit(f"picture.py: holdfast {' '.join(COMMAND)} ended {process.returncode}, not 1")
    return printed.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """What comes next; nothing at the end, which Linux reports as an error (EIO)."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def _picture(printed: str) -> str:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, highlight=False)
        console.print(f"$ holdfast {' '.join(COMMAND)}", style="bold")
        console.print(Text.from_ansi(printed.rstrip()))
        return picture(console, "The pair in examples/")


if __name__ == "__main__":
    main()
