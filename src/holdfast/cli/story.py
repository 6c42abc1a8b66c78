# SPDX-License-Identifier: Apache-2.0
"""holdfast story."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from importlib import import_module

import click
from rich.console import Console

from holdfast.cli.failure import Failure
from holdfast.cli.journals import Read, read_journals
from holdfast.cli.milliseconds import Milliseconds
from holdfast.cli.sites import read_whole
from holdfast.cli.way import Way, reaching
from holdfast.model.group import groups
from holdfast.model.site import Site
from holdfast.report.story_json import story_json
from holdfast.report.story_text import story_text
from holdfast.story.chronicle import chronicles
from holdfast.story.owners import Group
from holdfast.story.story import tell


@click.command()
@click.argument("files", nargs=-1, metavar="[[NAME=]FILE]...")
@click.option("--site", metavar="SITE", help="Whose files name the VIPs of each instance.")
@click.option(
    "--live", is_flag=True, help="Read the journals of the nodes of --site now, through Ansible."
)
@click.option("--since", default="-1d", show_default=True, help="--live: as for journalctl.")
@reaching
@click.option(
    "--clocks",
    type=Milliseconds(),
    default="100ms",
    show_default=True,
    help="How far apart the clocks of two hosts may be.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(
    files: tuple[str, ...],
    site: str | None,
    live: bool,
    since: str,
    way: Way,
    clocks: float,
    form: str,
) -> None:
    """Tell what the journals of the nodes say: who owned each VIP, when and why it moved.

    FILE is what journalctl writes (-o short-iso-precise is best; short, short-full, short-unix and
    json will do) or a syslog file, packed or not. keepalived's lines are needed, HAProxy's, with
    its requests, and systemd's are used. The host in each line is the node, unless NAME= says so.

    \b
      journalctl -u keepalived -u haproxy --since yesterday -o short-iso-precise > lb1.log
      holdfast story lb1.log lb2.log
      holdfast story lb1=one.log.gz lb2=other.log.gz --site SITE
      holdfast story --live --site SITE --inventory hosts.yml --become --since '2 hours ago'

    With --live nothing is changed on the nodes, and their 200 000 newest lines are read.

    Exit 0: told. 2: it could not be.
    """
    whose = read_whole((site,), "nothing is told") if site is not None else None
    with ExitStack() as stack:
        if live:
            files = stack.enter_context(_live(whose, files, since, way))
        elif not files:
            raise Failure("which journals? name their files, or read them live: --live --site SITE")
        _tell(files, _known(whose) if whose is not None else (), clocks, form)


def _tell(files: tuple[str, ...], known: tuple[Group, ...], clocks: float, form: str) -> None:
    told: list[Read] = []
    found = chronicles(read_journals(files, date.today(), told))
    story = tell(found, known, clocks)
    if form == "json":
        click.echo(story_json(story))
    else:
        Console(highlight=False, soft_wrap=True).print(story_text(story))
    for read in told:
        if read.unread:
            number = f"{read.unread} of {read.unread + read.lines} lines"
            click.echo(f"{read.file}: {number} are none of a journal", err=True)


def _live(
    site: Site | None, files: tuple[str, ...], since: str, way: Way
) -> AbstractContextManager[tuple[str, ...]]:
    if site is None or files:
        raise Failure("--live reads the journals of the nodes of --site SITE, and no files")
    live: Callable[[Site, str, Way], AbstractContextManager[tuple[str, ...]]]
    live = import_module("holdfast.cli.live_journals").live_journals
    return live(site, since, way)


def _known(site: Site) -> tuple[Group, ...]:
    """What the site's files call the groups."""
    return tuple(
        Group(
            group.name,
            tuple(str(vip) for vip in group.vips),
            frozenset((node.name or "", instance.name) for node, instance in group.members),
        )
        for group in groups(site)
    )
