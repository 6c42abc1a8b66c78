# SPDX-License-Identifier: Apache-2.0
"""holdfast status."""

import time
from concurrent.futures import ThreadPoolExecutor

import click
from rich.console import Console

from holdfast.cli.looking import Asking, Observed, looking, observed
from holdfast.report.status.status import Health, status_json
from holdfast.report.status.text import status_text
from holdfast.watch.rounds import Looks, Seen

AGAIN_S = 1.0
"""Nodes are not read in the same instant: what looks like a VIP on the move is looked at again."""

_EXITS: dict[Health, int] = {"well": 0, "wrong": 1, "unread": 2}


@click.command()
@looking
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def command(context: click.Context, asking: Asking, form: str) -> None:
    """One screen about the running nodes of SITE: who owns, who serves, what differs.

    SITE is what the nodes should be, as `holdfast collect` or you wrote it. Ansible asks them, as
    for `collect`, and nothing is changed there. Told are the owners of each VIP, HAProxy and
    keepalived of each node, files that are not as in the site (by name, never what is in them),
    and what one more fault would do now, which `prove` works out from the files.

    \b
      holdfast status SITE
      holdfast status SITE --inventory hosts.yml --become
      holdfast status SITE --format json

    A node that does not answer is a row that says so. `holdfast watch` tells the same, live.

    Exit 0: all is well. 1: something is wrong. 2: nothing is seen to be wrong, but not all could
    be read.
    """
    with observed(asking) as seen:
        looks = _looks(seen)
        if any(vip.owned is False for vip in seen.state(looks).vips):
            time.sleep(AGAIN_S)
            looks = _looks(seen)
        told = seen.status(looks)
    if form == "json":
        click.echo(status_json(told))
    else:
        Console(highlight=False).print(status_text(told))
    context.exit(_EXITS[told.health])


def _looks(seen: Observed) -> Looks:
    """All nodes at once: one that hangs does not hold up the others."""

    def look(name: str) -> tuple[Seen, float]:
        return seen.look(name), time.time()

    names = list(seen.known)
    with ThreadPoolExecutor(len(names)) as pool:
        try:
            return dict(zip(names, pool.map(look, names), strict=True))
        except BaseException:
            seen.end()  # an interrupt does not wait for a node that hangs
            raise
