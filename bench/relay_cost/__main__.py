# SPDX-License-Identifier: Apache-2.0
"""`make bench-relay`: samples with the table and without, in turn; writes docs/relay-cost.md."""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from bench.failover.machine import machine
from bench.failover.variants import ROOT
from bench.relay_cost.loads import LOADS, Load, Pair, Spoilt, cost
from bench.relay_cost.pair import ready, sample, spec

from holdfast.drill.versions import versions
from holdfast.lab.lab import Lab

AIM = 0.95

_HEAD = """\
# What the relay costs

`make bench-relay` makes this page: wrk on a host of its own asks the VIP, HAProxy on its owner
hands each request to a HAProxy behind it. Each sample with the relay's table stands beside one
without; the ratio is that of the two, its median and its ends. All hosts are namespaces of one
machine and share its processors: read the ratio.

- date: {date}
- machine: {machine}
- versions: {versions}

| load | connections | requests/s without | with | ratio | least to most | n |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
{rows}

{aim}

Every packet to the VIP is looked at once: whether it is for a port that HAProxy binds, whether its
connection is one of the last five seconds, and whether the socket that it belongs to bears this
node's mark. A SYN is asked twice for a listening socket, its source address changed in between (a
TIME_WAIT socket must not stand in), and is written into a set. So connections cost more than
requests on them; packets to servers, and from them, pass no rule.
"""


@click.command(name="bench-relay")
@click.option("-n", "rounds", type=click.IntRange(1), default=10, show_default=True)
@click.option("--seconds", type=click.IntRange(1), default=2, help="Of each sample: 2.")
@click.option("--minutes", type=click.FloatRange(0), help="Begin no round after that.")
@click.option("--page", "target", default=str(ROOT / "docs" / "relay-cost.md"), show_default=True)
def main(rounds: int, seconds: int, minutes: float | None, target: str) -> None:
    """Measure, and write the page."""
    until = None if minutes is None else time.monotonic() + 60 * minutes
    with TemporaryDirectory(prefix="holdfast-bench-") as folder, Lab(spec(Path(folder))) as lab:
        ready(lab)
        found = _sampled(lab, rounds, seconds, until)
    rows = "\n".join(_rows(found))
    facts = {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": machine(),
        "versions": ", ".join(f"{name} {version}" for name, version in versions().items()),
    }
    Path(target).write_text(_HEAD.format(**facts, rows=rows, aim=_aim(found)), encoding="utf-8")
    click.echo(rows)
    click.echo(_aim(found))
    click.echo(f"wrote {target}")


def _sampled(lab: Lab, rounds: int, seconds: int, until: float | None) -> dict[Load, list[Pair]]:
    """A first round does not count; which of the two comes first changes from round to round.

    A load of which every sample was spoilt is left out.
    """
    found: dict[Load, list[Pair]] = {load: [] for load in LOADS}
    for number in range(rounds + 1):
        if number > 1 and until is not None and time.monotonic() >= until:
            click.echo(f"stopped: {number - 1} of {rounds} rounds", err=True)
            break
        for load in LOADS:
            told = f"round {number}: {load.name}, {load.connections}"
            try:
                pair = sample(lab, load, seconds, relay_first=number % 2 == 0)
            except Spoilt as why:
                click.echo(f"{told}: not counted: {why}", err=True)
                continue
            click.echo(f"{told}: {pair.without:.0f} without, {pair.relay:.0f} with", err=True)
            if number:
                found[load].append(pair)
    return {load: pairs for load, pairs in found.items() if pairs}


def _rows(found: Mapping[Load, list[Pair]]) -> Iterator[str]:
    for load, pairs in found.items():
        was = cost(pairs)
        yield (
            f"| {load.name} | {load.connections} | {was.without:.0f} | {was.relay:.0f} "
            f"| {was.ratio:.3f} | {was.least:.3f} to {was.most:.3f} | {was.samples} |"
        )


def _aim(found: Mapping[Load, list[Pair]]) -> str:
    reached = sum(cost(pairs).ratio >= AIM for pairs in found.values())
    return f"A ratio of {AIM} was the aim: {reached} of {len(LOADS)} loads reach it."


if __name__ == "__main__":
    main()
