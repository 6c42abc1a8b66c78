# SPDX-License-Identifier: Apache-2.0
"""A file that a command makes anew: whether it can, said first, and the writing of it."""

import os
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from holdfast.cli.failure import Failure
from holdfast.cli.staging import Staging
from holdfast.drill.record import Drilled


def require_page(path: str) -> None:
    """Raises Failure where a page could not be made, or not be written to this path."""
    if find_spec("vl_convert") is None:  # what draws on it: the extra `report`
        raise Failure(
            "a page needs vl-convert-python: pip install 'holdfast[report]', "
            "or save --format json and make the page of it elsewhere"
        )
    require_writable(path)


def require_writable(path: str) -> None:
    """Raises Failure where no file can be written to this path; nothing is."""
    file, folder = Path(path), Path(path).parent
    if file.is_dir():
        raise Failure(f"{path} is a folder: name a file in it")
    if file.exists() and not file.is_file():
        raise Failure(f"{path} is no regular file, and would be replaced by one: name another")
    if not folder.is_dir():
        raise Failure(f"{path} cannot be written: there is no folder {folder}")
    if not os.access(folder, os.W_OK | os.X_OK) or (file.exists() and not os.access(file, os.W_OK)):
        raise Failure(f"{path} cannot be written: name another, or run this as its owner")


def write_page(path: str, drills: Sequence[Drilled]) -> None:
    """The page of these drills, whole or not at all."""
    # The drawing library is dear: only who wants a page pays for it.
    page: bytes = import_module("holdfast.report.page.page").page(drills)
    write_whole(path, page)


def write_whole(path: str, data: bytes) -> None:
    """Write a file, or replace it, whole or not at all. Raises Failure where that fails."""
    try:
        with Staging() as staging:
            staging.prepare(Path(path), data, 0o644)
            staging.commit()
    except OSError as error:
        raise Failure(f"{path} cannot be written: {error.strerror}; nothing was") from None
    click.echo(f"wrote {path}", err=True)
