# SPDX-License-Identifier: Apache-2.0
"""`make bench-failover`: plays, keeps every drill as it ends, and writes docs/failover.md.

Begun again with the same --runs file it goes on where it was: what is in it is not played again.
The page is made of all that is in it, whatever was asked for this time.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from bench.failover.bars import bars
from bench.failover.figures import results
from bench.failover.machine import facts
from bench.failover.page import Run, page
from bench.failover.plan import WANTED, Cell, Drill, cells, drills, left, played
from bench.failover.play import CouldNot, OutOfTime, play
from bench.failover.saved import Unreadable, add, read
from bench.failover.variants import OWN, ROOT, NotOffered, made, others

from holdfast.drill.record import Drilled
from holdfast.drill.registry import FAULTS

PLAYABLE = tuple(fault for fault in WANTED if fault in {known.name for known in FAULTS})
SITES = (*(variant.name for variant in OWN), *others())
GIVEN_UP = 2
"""A site that could not be drilled so often in a row is left out of the rest."""


def _names(known: Sequence[str], value: str | None) -> tuple[str, ...]:
    """Those with commas between them, in the order in which they are known; all for none."""
    words = known if value is None else value.split(",")
    for word in words:
        if word not in known:
            raise click.BadParameter(f"{word} is none of {', '.join(known)}")
    return tuple(word for word in known if word in words)


@click.command(name="bench-failover")
@click.option("-n", "rounds", type=click.IntRange(1), default=10, show_default=True)
@click.option("--quick", is_flag=True, help="Only what a bar hangs on.")
@click.option("--sites", metavar="SITE[,SITE]", help="Only these.")
@click.option("--faults", metavar="FAULT[,FAULT]", help="Only these.")
@click.option("--minutes", type=click.FloatRange(0), help="Stop then, and say what is left.")
@click.option("--runs", default="failover.jsonl", show_default=True, help="Where drills are kept.")
@click.option("--page", "target", default=str(ROOT / "docs" / "failover.md"), show_default=True)
def main(
    rounds: int,
    quick: bool,
    sites: str | None,
    faults: str | None,
    minutes: float | None,
    runs: str,
    target: str,
) -> None:
    """Play the faults on every site, round by round, and write the page."""
    until = inf if minutes is None else time.monotonic() + 60 * minutes
    kept, absent = Path(runs), dict[str, str]()
    try:
        done = played(read(kept))
        with TemporaryDirectory(prefix="holdfast-bench-") as folder:
            paths = dict(_paths(_names(SITES, sites), Path(folder), absent))
            wanted = cells(tuple(paths), _names(PLAYABLE, faults), quick=quick)
            _play(paths, drills(wanted, done, rounds), kept, until, absent)
        _tell(read(kept), wanted, rounds, absent, Path(target))
    except Unreadable as why:
        raise click.ClickException(str(why)) from None


def _paths(
    sites: Sequence[str], folder: Path, absent: dict[str, str]
) -> Iterator[tuple[str, Path]]:
    """Every site and where it is; `absent` is told of those that cannot be made."""
    known = others()
    for variant in OWN:
        if variant.name in sites:
            try:
                yield variant.name, made(variant, folder)
            except NotOffered as why:
                absent[variant.name] = str(why)
    yield from ((name, path) for name, path in known.items() if name in sites)


def _play(
    paths: Mapping[str, Path],
    missing: Iterator[Drill],
    kept: Path,
    until: float,
    absent: dict[str, str],
) -> None:
    """Until nothing is missing, the time is over, or somebody presses Ctrl-C."""
    failures = Counter[str]()
    for drill in missing:
        if failures[drill.site] >= GIVEN_UP:
            continue
        click.echo(f"round {drill.round}: {drill.site}: {', '.join(drill.faults)}", err=True)
        try:
            add(kept, play(paths[drill.site], drill.faults, until - time.monotonic()))
            failures.pop(drill.site, None)
        except CouldNot as why:
            failures[drill.site] += 1
            absent[drill.site] = f"could not be drilled in round {drill.round}: {why}"
        except OutOfTime:
            click.echo("stopped: the minutes are over", err=True)
            return
        except KeyboardInterrupt:
            click.echo("stopped: interrupted", err=True)
            return


def _tell(
    found: list[Drilled],
    wanted: Sequence[Cell],
    rounds: int,
    absent: Mapping[str, str],
    target: Path,
) -> None:
    """The page; the bars and what is missing on the terminal."""
    found.sort(key=lambda run: SITES.index(run.site) if run.site in SITES else len(SITES))
    table = results(found)
    outcome = bars(table)
    target.write_text(page(table, outcome, Run(facts(found), absent)), encoding="utf-8")
    for bar in outcome:
        click.echo(f"{bar.outcome:13} {bar.fault}: {bar.promise}: {bar.measured}")
    for site, why in absent.items():
        click.echo(f"not played: {site}: {why}")
    for line in left(wanted, played(found), rounds):
        click.echo(f"missing: {line}")
    click.echo(f"wrote {target}")


if __name__ == "__main__":
    main()
