# SPDX-License-Identifier: Apache-2.0
"""holdfast move."""

from functools import partial
from importlib import import_module
from typing import Any

import click
from rich.console import Console

from holdfast.cli.drill_options import MOST_DOWNLOADS
from holdfast.cli.failure import Failure
from holdfast.cli.in_a_lab import in_a_lab, require_drillable
from holdfast.cli.sites import PATHS, read_whole
from holdfast.cli.way import Way, reaching
from holdfast.drill.moving import move_to
from holdfast.drill.play import drill
from holdfast.drill.record import Drilled
from holdfast.methods.method import Refused
from holdfast.model.site import Site
from holdfast.report.drill_json import drill_json
from holdfast.report.drill_text import drill_text


@click.command()
@PATHS
@click.option("--to", "node", required=True, metavar="NODE", help="The node that is to own them.")
@click.option(
    "--downloads",
    type=click.IntRange(1, MOST_DOWNLOADS),
    default=20,
    show_default=True,
    metavar="N",
    help="Long downloads under way when they move.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--live", is_flag=True, help="On the hosts of the site, and not in a lab.")
@reaching
@click.option("-y", "--yes", is_flag=True, help="With --live: do not ask what may break.")
@click.pass_context
def command(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    node: str,
    downloads: int,
    form: str,
    live: bool,
    **living: Any,
) -> None:
    """Move every VIP that NODE may own to it, in a throw-away lab: no host is touched.

    With --live the same steps on the hosts of the site, through Ansible: docs/apply.md.

    PATH is as for `holdfast drill`. Once HAProxy serves there, NODE is given a rank above all
    others in its keepalived.conf, takes the VIPs by election, and gets its own file again where
    they then stay. With the relay the old owner is drained to its last connection; without it,
    you are told beforehand how many will break. What fails half-way is undone: the old owner
    serves on.

    \b
      holdfast move SITE --to lb2
      holdfast move SITE --to lb2 --live --inventory hosts.yml --become
      holdfast explain planned-move

    Exit 0: moved, and with the relay nothing was lost. 1: not so. 2: it cannot be tried.
    """
    if not live and living != {"way": Way(), "yes": False}:
        raise Failure(
            "--inventory, --become and --yes are for --live: without it the move is tried in a lab"
        )
    site = read_whole(paths, "nothing is moved")
    require_drillable(site)
    if node not in [one.name for one in site.nodes]:
        known = ", ".join(str(one.name) for one in site.nodes)
        raise Failure(f"no node is called {node}: --to takes one of {known}")
    if live:
        context.exit(import_module("holdfast.cli.live_move").live_move(site, node, **living))
    drilled = _move(site, node, downloads)
    if form == "json":
        click.echo(drill_json(drilled))
    else:
        Console(highlight=False).print(drill_text(drilled))
    context.exit(0 if all(record.verdict == "held" for record in drilled.drills) else 1)


def _move(site: Site, node: str, downloads: int) -> Drilled:
    with in_a_lab() as progress:
        fault = move_to(site, node, progress, partial(click.echo, err=True))
        if isinstance(fault, Refused):
            raise Failure(fault.why)
        return drill(site, [fault], progress, downloads)
