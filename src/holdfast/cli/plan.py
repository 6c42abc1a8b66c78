# SPDX-License-Identifier: Apache-2.0
"""holdfast plan."""

from importlib import import_module
from pathlib import Path

import click

from holdfast.apply.plan.plan import Planned, plan
from holdfast.cli.exported import write_folder
from holdfast.cli.failure import Failure
from holdfast.cli.mending import Asked, mended, mending
from holdfast.cli.sites import PATHS, read_whole
from holdfast.methods.method import Refused
from holdfast.model.site import Site


@click.command()
@PATHS
@mending
@click.option(
    "--to",
    "wanted",
    metavar="SITE",
    help="The way to this site, a copy that was mended or edited, and nothing else.",
)
@click.option(
    "--export",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the steps as Ansible tasks into a new folder.",
)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text")
def command(
    paths: tuple[str, ...], asked: Asked, wanted: str | None, folder: Path | None, shape: str
) -> None:
    """What would be done to the hosts of a collected site, step by step; nothing is done.

    PATH is the site as `holdfast collect` wrote it: what the hosts have. The plan is the way from
    there to what `holdfast fix` with the same options would make of it, or, with --to, to another
    folder: a copy of the site that you mended with `fix` or edited by hand.

    For each node in turn, the backups first and the owner last: the files, with their diffs; what
    is only reloaded and what restarts; the outage to expect, and where it is not 0, why; what must
    hold before the next step. Where something restarts on the owner, its VIPs are moved away
    before. What the nodes must agree on (the version of VRRP, advert_int under version 2,
    authentication, virtual_router_id, unicast, the VIPs) is never changed on one after the other:
    keepalived stops on the backups, the owner reads its files, the backups start again.

    \b
      holdfast collect lb1 lb2 site
      holdfast plan site --method dummy
      holdfast plan site --method transparent --timers --relay
      holdfast plan site --method dummy --export tasks
      cp -a site wanted; holdfast fix wanted; holdfast plan site --to wanted

    With --export, DIR/plan.yml has the same steps and gates as plain Ansible tasks, to play or to
    paste where Ansible or Puppet owns the files. The contents of files are beside it, for you
    alone to read: passwords stand there as they are, and nowhere in plan.yml.

    No password or key is shown. Exit 0: planned, or nothing to do. 2: it could not be planned.
    """
    planned = planned_of(paths, asked, wanted)
    if folder is not None:
        write_folder(folder, import_module("holdfast.report.ansible.playbook").exported(planned))
        click.echo(f"created {folder}", err=True)
    if shape == "json":
        click.echo(import_module("holdfast.report.plan_json").plan_json(planned))
        return
    click.echo(import_module("holdfast.report.plan_text").plan_text(planned), nl=False)


def planned_of(paths: tuple[str, ...], asked: Asked, wanted: str | None) -> Planned:
    """The plan that the options ask for. Raises Failure where there is none."""
    present = _readable(paths)
    if wanted is None:
        made = mended(present, asked)
        planned = plan(made.before, made.after)
    elif asked.methods or asked.unsafe:
        raise Failure("--to names what the hosts should have: leave out --method and the others")
    else:
        planned = plan(present, _readable((wanted,)))
    if isinstance(planned, Refused):
        raise Failure(planned.why)
    return planned


def _readable(paths: tuple[str, ...]) -> Site:
    if not paths:
        raise Failure("a plan is about hosts that were collected: holdfast plan SITE")
    return read_whole(paths, "nothing is planned")
