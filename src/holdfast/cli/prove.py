# SPDX-License-Identifier: Apache-2.0
"""holdfast prove."""

import time

import click
from rich.console import Console

from holdfast.cli.exploring import exploring
from holdfast.cli.failure import Failure
from holdfast.cli.milliseconds import Milliseconds, Seconds
from holdfast.cli.sites import PATHS, read_whole
from holdfast.model.group import groups
from holdfast.model.site import Site
from holdfast.prove.prove import Asked, Proof, prove
from holdfast.prove.registry import CLAIMS
from holdfast.prove.vrrp.reading import TooLarge
from holdfast.report.prove_json import prove_json
from holdfast.report.prove_text import prove_text, uncovered
from holdfast.report.text import Sources


@click.command()
@PATHS
@click.option(
    "--faults",
    type=click.IntRange(0),
    default=2,
    show_default=True,
    help="Faults at the same time, at most.",
)
@click.option(
    "--budget",
    type=Milliseconds(),
    help="What outage-within allows: 500ms, 3s. Without it, any that ends.",
)
@click.option(
    "--claim",
    "names",
    multiple=True,
    type=click.Choice([claim.name for claim in CLAIMS]),
    metavar="CLAIM",
    help="Hold this claim only; may be given again. `holdfast explain` lists them.",
)
@click.option(
    "--seconds",
    type=Seconds(0),
    default=300,
    show_default=True,
    help="Time to explore, at most.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    faults: int,
    budget: float | None,
    names: tuple[str, ...],
    seconds: float,
    form: str,
) -> None:
    """Explore every combination of faults, and say of each claim whether it is kept.

    From the files alone: nothing is started, nothing needs to be installed. PATH is as for
    `holdfast check`, but whole nodes. For a claim that breaks, the shortest way there, step by
    step, with the lines that decide it.

    \b
      holdfast prove SITE
      holdfast prove SITE --faults 3 --budget 500ms
      holdfast explain one-owner

    When the time or 2 GiB of memory are over, or at Ctrl-C, it says what was found until then.

    Exit 0: all claims are kept. 1: one breaks. 2: not all could be explored.
    """
    site = read_whole(paths, "nothing is proved")
    _require_provable(site)
    claims = tuple(claim for claim in CLAIMS if not names or claim.name in names)
    context.exit(_status(_proved(site, Asked(faults, budget, claims), seconds, form)))


def _proved(site: Site, asked: Asked, seconds: float, form: str) -> Proof:
    """Explore, and say what was found."""
    began = time.monotonic()
    try:
        with exploring(seconds) as enough:
            proof = prove(site, asked, enough)
    except TooLarge as why:
        raise Failure(str(why)) from None
    took = time.monotonic() - began
    if form == "json":
        click.echo(prove_json(proof, Sources(site), took))
        for says in uncovered(proof, enough.ended):
            click.echo(says, err=True)
    else:
        Console(highlight=False).print(prove_text(proof, Sources(site), took, enough.ended))
    return proof


def _status(proof: Proof) -> int:
    if not proof.held:
        return 1
    return 0 if proof.complete else 2


def _require_provable(site: Site) -> None:
    """Raises Failure where files were named without the node they belong to, where nobody moves a
    VIP: of nothing every claim would be held; and where a file of keepalived's is half a file."""
    if any(node.name is None for node in site.nodes):
        raise Failure("a proof needs whole nodes: holdfast prove lb1=DIR lb2=DIR")
    if not groups(site):
        raise Failure("no VRRP instance with a VIP in these nodes: nothing to prove")
    for node in site.nodes:
        for found in node.keepalived.unbalanced:
            raise Failure(
                f"{node.name}: {found.place.path} has a brace without its partner, and nobody "
                "knows what keepalived makes of it: `holdfast check` tells where"
            )
