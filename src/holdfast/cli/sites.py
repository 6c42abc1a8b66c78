# SPDX-License-Identifier: Apache-2.0
"""From the words on the command line to a site, or several."""

from collections.abc import Iterator, Sequence
from datetime import date
from importlib import import_module

import click
from msgspec.structs import replace

from holdfast.cli.failure import Failure
from holdfast.cli.settings import read_settings
from holdfast.load.site import THIS_HOST, NotASite, load
from holdfast.load.sites import load_each
from holdfast.model.host import Host
from holdfast.model.site import Site

PATHS = click.argument("paths", nargs=-1, metavar="[PATH]...")
"""A site folder, a node folder, NAME=FOLDER, or loose files; none means this host."""


def read_site(paths: Sequence[str]) -> Site:
    """The site that the paths name, with what its holdfast.yaml says.

    Raises Failure where they name none, or something is wrong in that file.
    """
    wanted = paths or (THIS_HOST,)
    try:
        return _completed(load(wanted, _host(wanted)))
    except NotASite as why:
        raise Failure(str(why)) from None


def read_sites(paths: Sequence[str]) -> Iterator[Site]:
    """As `read_site`; where two or more paths are site folders, each is a site of its own."""
    wanted = paths or (THIS_HOST,)
    try:
        yield from map(_completed, load_each(wanted, _host(wanted)))
    except NotASite as why:
        raise Failure(str(why)) from None


def _completed(site: Site) -> Site:
    """The site with its settings, and as of today: certificates expire."""
    return replace(site, settings=read_settings(site), today=date.today())


def _host(paths: Sequence[str]) -> Host | None:
    """What this host's kernel says, where it is asked for: that runs programs, and takes time."""
    if THIS_HOST not in paths:
        return None
    host: Host = import_module("holdfast.cli.this_host").this_host()
    return host


def read_whole(paths: Sequence[str], otherwise: str) -> Site:
    """As `read_site`, every file of it read; `otherwise` is what comes of one that cannot be."""
    site = read_site(paths)
    require_read(site, otherwise)
    return site


def require_read(site: Site, otherwise: str) -> None:
    """Raises Failure where a file could not be read; each one is told."""
    report_unread(site)
    if site.errors:
        raise Failure(f"a file could not be read: {otherwise}")


def report_unread(site: Site) -> None:
    """A line on standard error for every file that could not be read."""
    for error in site.errors:
        click.echo(f"{error.file}: {error.message}", err=True)
