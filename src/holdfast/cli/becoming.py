# SPDX-License-Identifier: Apache-2.0
"""Ansible's options by which work on the hosts is done as root."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from holdfast.cli.failure import Failure


@contextmanager
def becoming(*, become: bool, ask: bool) -> Iterator[tuple[str, ...]]:
    """With a password that is asked for in a file, for its owner alone, until the end: Ansible runs
    where it can ask nobody.

    Raises Failure where there is no terminal.
    """
    if not ask:
        yield ("--become",) if become else ()
        return
    if not sys.stdin.isatty():
        raise Failure("nobody is there to ask for a password: keep it in the inventory, in a vault")
    password = click.prompt("BECOME password", hide_input=True, err=True)
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        file = Path(folder, "password")
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(password)
        yield "--become", "--become-password-file", str(file)
