# SPDX-License-Identifier: Apache-2.0
"""From the words on the command line to a site."""

from collections.abc import Sequence

import click

from holdfast.cli.failure import Failure
from holdfast.cli.this_host import this_host
from holdfast.load.site import NotASite, load
from holdfast.model.site import Site

PATHS = click.argument("paths", nargs=-1, metavar="[PATH]...")
"""A site folder, a node folder, NAME=FOLDER, or loose files; none means this host."""


def read_site(paths: Sequence[str]) -> Site:
    """The site that the paths name. Raises Failure where they name none."""
    wanted = paths or ("/",)
    try:
        return load(wanted, this_host() if "/" in wanted else None)
    except NotASite as why:
        raise Failure(str(why)) from None


def report_unread(site: Site) -> None:
    """A line on standard error for every file that could not be read."""
    for error in site.errors:
        click.echo(f"{error.file}: {error.message}", err=True)
