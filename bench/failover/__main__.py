# SPDX-License-Identifier: Apache-2.0
"""`make bench-failover`: plays, saves every run as it ends, and writes docs/failover.md.

Begun again with the same --runs file it goes on where it was: the runs in it are not played again.
"""

import os
import platform
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from bench.failover.bars import bars
from bench.failover.figures import results
from bench.failover.page import Run, page
from bench.failover.variants import HOLDFAST, OWN, ROOT, NotOffered, made, others

from holdfast.drill.record import Drilled
from holdfast.drill.registry import FAULTS
from holdfast.report.drill_json import read_drill_json

WANTED = (
    "haproxy-gone",
    "haproxy-crash",
    "keepalived-stop",
    "keepalived-kill",
    "planned-move",
    "node-power",
)
PLAYABLE = [fault.name for fault in FAULTS if fault.name in WANTED]


@click.command(name="bench-failover")
@click.option("-n", "rounds", type=click.IntRange(1), default=10, show_default=True)
@click.option("--site", "sites", multiple=True, help="Only these; may be given again.")
@click.option("--fault", "faults", multiple=True, type=click.Choice([f.name for f in FAULTS]))
@click.option("--runs", default="failover.jsonl", show_default=True, help="Where runs are saved.")
@click.option("--page", "target", default=str(ROOT / "docs" / "failover.md"), show_default=True)
def main(
    rounds: int, sites: tuple[str, ...], faults: tuple[str, ...], runs: str, target: str
) -> None:
    """Play the faults on every site, round by round, and write the page."""
    saved = Path(runs)
    absent: dict[str, str] = {}
    with TemporaryDirectory(prefix="holdfast-bench-") as folder:
        playable = _playable(sites, Path(folder), absent)
        _play(playable, faults or PLAYABLE, rounds, saved)
    found = [drilled for drilled in _read(saved) if drilled.site in playable]
    outcome = bars(results(found))
    Path(target).write_text(page(results(found), outcome, Run(_facts(found), absent)))
    for bar in outcome:
        click.echo(f"{bar.outcome:13} {bar.fault}: {bar.promise}: {bar.measured}")
    click.echo(f"wrote {target}")


def _playable(sites: Sequence[str], folder: Path, absent: dict[str, str]) -> dict[str, Path]:
    """Every site by name; `absent` is told of those that cannot be made."""
    found = {name: path for name, path in others().items() if not sites or name in sites}
    for variant in OWN:
        if sites and variant.name not in sites:
            continue
        try:
            found[variant.name] = made(variant, folder)
        except NotOffered as why:
            absent[variant.name] = str(why)
            click.echo(f"{variant.name}: {why}", err=True)
    return found


def _play(playable: Mapping[str, Path], faults: Sequence[str], rounds: int, saved: Path) -> None:
    """A B C, A B C …: what the machine does meanwhile comes to all of them."""
    words = [word for fault in faults for word in ("--fault", fault)]
    done = Counter(drilled.site for drilled in _read(saved))
    for number in range(1, rounds + 1):
        for name, path in playable.items():
            if done[name] >= number:
                continue
            click.echo(f"round {number}/{rounds}: {name}", err=True)
            command = [HOLDFAST, "drill", str(path), *words, "--format", "json"]
            played = subprocess.run(command, capture_output=True, check=False)
            if played.returncode not in (0, 1):
                raise click.ClickException(f"{name}: {played.stderr.decode(errors='replace')}")
            with saved.open("ab") as file:
                file.write(played.stdout)


def _read(saved: Path) -> Iterator[Drilled]:
    lines = saved.read_bytes().splitlines() if saved.exists() else []
    return (read_drill_json(line) for line in lines)


def _facts(found: Sequence[Drilled]) -> dict[str, str]:
    """The machine, the versions and the date, from the runs and from here."""
    counted = Counter(drilled.site for drilled in found)
    versions = dict.fromkeys(
        ", ".join(f"{name} {version}" for name, version in drilled.versions.items())
        for drilled in found
    )
    began = sorted(drilled.began for drilled in found)
    return {
        "date": f"{began[0]} to {began[-1]}" if began else "nothing was played",
        "runs of each site": f"{min(counted.values(), default=0)}",
        "machine": f"{_processor()}, {os.cpu_count()} processors",
        "versions": "; ".join(versions),
    }


def _processor() -> str:
    """As the kernel calls it."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = (line.partition(":")[2].strip() for line in file if line.startswith("model name"))
        return next(names, platform.machine())


if __name__ == "__main__":
    main()
