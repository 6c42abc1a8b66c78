# SPDX-License-Identifier: Apache-2.0
"""The end of a command that could not do its work."""

import sys
from typing import IO, Any

import click

from holdfast.text.printable import one_line


class Failure(click.ClickException):
    """One line that says what is wrong and how to mend it; exit 2, no traceback.

    What a host, a file or a program said may be part of it: it is only shown.
    """

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class Interrupted(Failure):
    """By Ctrl-C or a signal; what the terminal has echoed of it keeps a line of its own."""

    def show(self, file: IO[Any] | None = None) -> None:
        if sys.stderr.isatty():
            click.echo(err=True)
        super().show(file)
