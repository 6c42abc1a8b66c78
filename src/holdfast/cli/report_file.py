# SPDX-License-Identifier: Apache-2.0
"""The page of drills as a file: whether it can be made, said first, and the making of it."""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

import click

from holdfast.cli.failure import Failure
from holdfast.cli.new_file import require_writable, write_whole
from holdfast.drill.record import Drilled


def require_page(path: str) -> None:
    """Raises Failure where a page could not be made, or not be written to this path."""
    if find_spec("vl_convert") is None:  # what draws on it: the extra `report`
        raise Failure(
            "a page needs vl-convert-python: pip install 'holdfast[report]', "
            "or save --format json and make the page of it elsewhere"
        )
    require_writable(path)


def write_page(path: str, drills: Sequence[Drilled]) -> None:
    """The page of these drills, whole or not at all."""
    # The drawing library is dear: only who wants a page pays for it.
    page: bytes = import_module("holdfast.report.page.page").page(drills)
    write_whole(path, page)
    click.echo(f"wrote {path}", err=True)
