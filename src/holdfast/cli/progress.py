# SPDX-License-Identifier: Apache-2.0
"""A line that says what is being done, while it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


@contextmanager
def progress_line() -> Iterator[Callable[[str], None]]:
    """What changes the line, which is on standard error, only on a terminal."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda _what: None
        return
    with console.status("") as status:
        yield status.update
