# SPDX-License-Identifier: Apache-2.0
"""Steps on live hosts: what is asked before, told meanwhile, and said at the end."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from holdfast.apply.collect.rounds import collect
from holdfast.apply.run import Applied, Broken, Outcome
from holdfast.cli.failure import Failure
from holdfast.cli.hosts import Reached, reached
from holdfast.cli.sites import read_site
from holdfast.cli.way import Way
from holdfast.load.secrets import stated, without
from holdfast.model.site import Site

AGAIN = (
    "where something was begun, the same command goes on with it, and `holdfast undo` takes it back"
)
BACK = "where something was begun, `holdfast undo` again does the rest"


@contextmanager
def hosts_of(site: Site, way: Way, options: Sequence[str] = ()) -> Iterator[Reached]:
    """The hosts that the nodes of a site are; raises Failure where one is not in the inventory."""
    names = {node.name or "" for node in site.nodes}
    with reached(sorted(names), way, AGAIN, options) as to:
        if missing := names.difference(to.names):
            raise Failure(f"the inventory has no {', '.join(sorted(missing))}")
        yield to


@contextmanager
def anew(to: Reached) -> Iterator[Site]:
    """What the hosts have now, in a folder that goes away at the end."""
    with tempfile.TemporaryDirectory(prefix="holdfast-") as folder:
        site = Path(folder, "site")
        collect(to.ansible, to.names, site)
        yield read_site((str(site),))


def agreed(question: str, *, yes: bool) -> bool:
    """Whether the operator wants it. Raises Failure where nobody can be asked."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise Failure("nobody is there to ask: say --yes; nothing was changed")
    return click.confirm(question)


def tell(what: str) -> None:
    """A line about what is being done."""
    click.echo(what, err=True)


def tell_end(ended: Outcome, hidden: frozenset[str]) -> int:
    """Say how it ended, none of the secrets in it; the exit status."""
    if isinstance(ended, Applied):
        click.echo(f"applied: {ended.run} (holdfast undo takes it back)")
        return 0
    why = told(ended.node, ended.says, ended.why, hidden)
    if isinstance(ended, Broken):
        click.echo(f"Error: {why}; {AGAIN}", err=True)
        return 2
    if ended.stuck is not None:
        stuck = told(ended.stuck.node, ended.stuck.says, ended.stuck.why, hidden)
        click.echo(f"Error: {why}; and on the way back: {stuck}; {BACK}", err=True)
        return 2
    click.echo(f"{why}; it is as it was before, and no other node was touched after it", err=True)
    return 1


def told(node: str, says: str, why: str, hidden: frozenset[str] = frozenset()) -> str:
    """What went wrong on a node, none of the secrets in it, nor any that its words state."""
    return without(hidden | stated(why), f"{node}: {says}: {why}")
