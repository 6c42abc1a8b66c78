# SPDX-License-Identifier: Apache-2.0
"""holdfast drill."""

import os
from collections.abc import Iterator

import click
from msgspec.structs import replace
from rich.console import Console

from holdfast.cli.drill_options import MOST_LABS, Wanted, drilling
from holdfast.cli.failure import Failure
from holdfast.cli.in_a_lab import in_a_lab, require_drillable
from holdfast.cli.kept_journals import keeping
from holdfast.cli.report_file import require_page, write_page
from holdfast.cli.sites import PATHS, read_site, read_sites, require_read
from holdfast.cli.trace_file import traces
from holdfast.drill.command import repeating
from holdfast.drill.play import Keep, drill
from holdfast.drill.record import Drilled
from holdfast.drill.replay.replay import replay
from holdfast.model.site import Site
from holdfast.report.drill_json import drill_json
from holdfast.report.drill_text import drill_text
from holdfast.report.replay_json import replay_json
from holdfast.report.replay_text import Replayed, replay_text

_WORDS = "holdfast.cli.drill.words"


class _Command(click.Command):
    """Remembers the words as they were typed, for the report: they repeat the drill."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_WORDS] = (*ctx.command_path.split(), *args)
        return super().parse_args(ctx, args)


@click.command(cls=_Command)
@PATHS
@drilling
@click.pass_context
def command(context: click.Context, /, paths: tuple[str, ...], wanted: Wanted) -> None:
    """Play faults on the real HAProxy and keepalived, in a throw-away lab.

    PATH is as for `holdfast check`, but whole nodes. They run from their own files, unmodified, in
    namespaces of their own, without root and without a way out. A client opens a connection per
    request as fast as it can while each fault strikes. Needs haproxy, keepalived, iproute2
    and, for nodes that do not hear each other, nftables.

    \b
      holdfast drill SITE
      holdfast drill SITE --fault node-power --fault haproxy-gone
      holdfast drill SITE --fault all
      holdfast drill --list
      holdfast drill SITE --delay 30ms
      holdfast drill SITE --report drill.html
      holdfast drill SITE --fault keepalived-stop --journals logs; holdfast story logs/*.log
      holdfast drill --compare SITE OTHER --report drills.html
      holdfast drill SITE --trace PROOF.json
      holdfast explain node-power

    Exit 0: all held. 1: a drill broke, or its outcome is unknown. 2: the lab could not do it.
    """
    sites = _sites(paths, wanted)
    for site in sites:
        require_read(site, "nothing is drilled")
        require_drillable(site)
    if wanted.trace_file is not None:
        context.exit(_replay(sites[0], wanted.trace_file, wanted.form))
    if wanted.report is not None:
        require_page(wanted.report)
    drills: list[Drilled] = []
    for drilled in _drills(sites, wanted):
        drills.append(replace(drilled, command=repeating(context.meta[_WORDS])))
        _tell(drills[-1], wanted.form)
    if wanted.report is not None:
        write_page(wanted.report, drills)
    held = all(record.verdict == "held" for drilled in drills for record in drilled.drills)
    context.exit(0 if held else 1)


def _sites(paths: tuple[str, ...], wanted: Wanted) -> list[Site]:
    """One, or with --compare a site for each path; raises Failure where they are not several."""
    if not wanted.compare:
        return [read_site(paths)]
    sites = list(read_sites(paths))
    if len(sites) < 2:
        raise Failure("--compare needs two site folders or more: holdfast drill --compare A B")
    return sites


def _tell(drilled: Drilled, form: str) -> None:
    """As soon as it is there: the next site takes a minute."""
    if form == "json":
        click.echo(drill_json(drilled))
    else:
        Console(highlight=False).print(drill_text(drilled))


def _replay(site: Site, trace_file: str, form: str) -> int:
    """Play every trace of the file; 0 where the daemons do as the model says."""
    found: list[Replayed] = []
    with in_a_lab() as progress:
        for title, acts in traces(trace_file, site).items():
            progress(title)
            found.append((title, replay(site, acts)))
    if form == "json":
        click.echo(replay_json(site.name, found))
    else:
        Console(highlight=False).print(replay_text(found))
    return 0 if all(one.verdict == "agrees" for _, played in found for one in played) else 1


def _drills(sites: list[Site], wanted: Wanted) -> Iterator[Drilled]:
    """Each as soon as it was played. Raises Failure, before the first where it can."""
    keep, labs = None, wanted.labs or _two_more_than_processors()
    if wanted.journals is not None:
        keep, labs = keeping(wanted.journals, [node.name or "" for node in sites[0].nodes]), 1
    for site in sites:
        yield _drill(site, wanted, labs, keep)


def _drill(site: Site, wanted: Wanted, labs: int, keep: Keep | None) -> Drilled:
    with in_a_lab() as progress:
        return drill(site, wanted.faults, progress, wanted.downloads, labs, keep, wanted.delay_ms)


def _two_more_than_processors() -> int:
    """Most of what a lab does is to wait."""
    return min(len(os.sched_getaffinity(0)) + 2, MOST_LABS)
