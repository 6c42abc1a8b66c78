# SPDX-License-Identifier: Apache-2.0
"""holdfast drill."""

import os

import click
from msgspec.structs import replace
from rich.console import Console

from holdfast.cli.failure import Failure
from holdfast.cli.in_a_lab import in_a_lab, require_drillable
from holdfast.cli.kept_journals import keeping
from holdfast.cli.milliseconds import Milliseconds
from holdfast.cli.options import read_settings
from holdfast.cli.pages import page_of
from holdfast.cli.report_file import require_page, write_page
from holdfast.cli.sites import PATHS, read_site, read_sites, report_unread
from holdfast.cli.trace_file import traces
from holdfast.drill.command import repeating
from holdfast.drill.fault import Fault
from holdfast.drill.play import Keep, drill
from holdfast.drill.record import Drilled
from holdfast.drill.registry import FAULTS
from holdfast.drill.replay.replay import replay
from holdfast.model.site import Site
from holdfast.report.drill_json import drill_json
from holdfast.report.drill_text import drill_text
from holdfast.report.replay_json import replay_json
from holdfast.report.replay_text import Replayed, replay_text

ALL = "all"
_MOST_LABS = 16
_NAMES = [fault.name for fault in FAULTS]
MOST_DOWNLOADS = 500
"""One client process reads them all, twenty times a second each."""

_LONGEST_DELAY_MS = 1000.0
"""Light takes a third of it to the other side of the earth and back, in glass."""

_WORDS = "holdfast.cli.drill.words"


class _Command(click.Command):
    """Remembers the words as they were typed, for the report: they repeat the drill."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_WORDS] = (*ctx.command_path.split(), *args)
        return super().parse_args(ctx, args)


def _list(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """What there is to play, with the first line of each page."""
    if not wanted or context.resilient_parsing:
        return
    for fault in FAULTS:
        click.echo(f"{'*' if fault.quick else ' '} {fault.name:20} {page_of(fault).summary}")
    click.echo("\n* is played where no --fault is given; all with --fault all.")
    context.exit(0)


@click.command(cls=_Command)
@PATHS
@click.option(
    "--fault",
    "names",
    multiple=True,
    metavar="FAULT",
    type=click.Choice([*_NAMES, ALL]),
    help="Play this one only; may be given again; `all` plays every one. Without it, the six "
    "that every pair has to outlive.",
)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list,
    help="List the faults and leave.",
)
@click.option(
    "--trace",
    "trace_file",
    metavar="FILE",
    help="Play the traces of `holdfast prove --format json`, and say whether they are true.",
)
@click.option(
    "--downloads",
    type=click.IntRange(1, MOST_DOWNLOADS),
    default=1,
    metavar="N",
    help="Long downloads under way at each blow: 1.",
)
@click.option(
    "--labs",
    type=click.IntRange(1, _MOST_LABS),
    metavar="N",
    help="Labs side by side, each with faults of its own: two more than processors.",
)
@click.option(
    "--delay",
    "delay_ms",
    type=Milliseconds(),
    default="0ms",
    metavar="TIME",
    help="How long a frame takes from node to node: 30ms.",
)
@click.option("--compare", is_flag=True, help="Each PATH is a site: one after the other.")
@click.option(
    "--report",
    metavar="FILE",
    help="Write a page: timelines, claims, how to repeat it.",
)
@click.option(
    "--journals",
    "folder",
    metavar="DIR",
    help="Write what each node logged into DIR, for `holdfast story`; in one lab.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - a parameter for each option
    context: click.Context,
    paths: tuple[str, ...],
    names: tuple[str, ...],
    trace_file: str | None,
    downloads: int,
    labs: int | None,
    delay_ms: float,
    compare: bool,
    report: str | None,
    folder: str | None,
    form: str,
) -> None:
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
    sites = _sites(paths) if compare else [read_site(paths)]
    for site in sites:
        report_unread(site)
    if any(site.errors for site in sites):
        context.exit(2)
    sites = [replace(site, settings=read_settings(site)) for site in sites]
    for site in sites:
        require_drillable(site)
    if folder is not None and (compare or trace_file is not None or labs not in (None, 1)):
        raise Failure("--journals keeps those of one lab: leave --compare, --labs and --trace")
    if trace_file is not None:
        if compare or report is not None or delay_ms:
            raise Failure(
                "--trace plays one site without a distance between its nodes, and makes no page: "
                "leave --compare, --delay and --report"
            )
        context.exit(_replay(sites[0], trace_file, form))
    if delay_ms > _LONGEST_DELAY_MS:
        raise Failure(
            f"--delay {delay_ms:g}ms is longer than {_LONGEST_DELAY_MS:g}ms: ask for less"
        )
    if report is not None:
        require_page(report)
    keep = None if folder is None else keeping(folder, [n.name or "" for n in sites[0].nodes])
    number = 1 if folder is not None else labs or _two_more_than_processors()
    faults = [fault for fault in FAULTS if _is_wanted(fault, names)]
    told = repeating(context.meta[_WORDS])
    drills: list[Drilled] = []
    for site in sites:
        drills.append(
            replace(_drill(site, faults, downloads, number, keep, delay_ms), command=told)
        )
        _tell(drills[-1], form)
    if report is not None:
        write_page(report, drills)
    held = all(record.verdict == "held" for drilled in drills for record in drilled.drills)
    context.exit(0 if held else 1)


def _sites(paths: tuple[str, ...]) -> list[Site]:
    """A site for each path. Raises Failure where they are not several."""
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


def _is_wanted(fault: Fault, names: tuple[str, ...]) -> bool:
    return fault.name in names or ALL in names or (fault.quick and not names)


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


def _two_more_than_processors() -> int:
    """Most of what a lab does is to wait."""
    return min(len(os.sched_getaffinity(0)) + 2, _MOST_LABS)


def _drill(
    site: Site, faults: list[Fault], downloads: int, labs: int, keep: Keep | None, delay_ms: float
) -> Drilled:
    with in_a_lab() as progress:
        return drill(site, faults, progress, downloads, labs, keep, delay_ms)
