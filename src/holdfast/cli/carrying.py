# SPDX-License-Identifier: Apache-2.0
"""Steps on live hosts: what is asked before, told meanwhile, and said at the end."""

import sys
from pathlib import Path

import click

from holdfast.apply.collect.rounds import collect
from holdfast.apply.run import Applied, Broken, Outcome
from holdfast.cli.failure import Failure
from holdfast.cli.hosts import Reached
from holdfast.cli.sites import read_site
from holdfast.load.secrets import without
from holdfast.model.site import Site

AGAIN = (
    "where something was begun, the same command goes on with it, and `holdfast undo` takes it back"
)


def anew(to: Reached, folder: str) -> Site:
    """What the hosts have now, read into a folder that has to stay while the site is used."""
    collect(to.ansible, to.names, Path(folder, "site"))
    return read_site((str(Path(folder, "site")),))


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
    why = without(hidden, f"{ended.node}: {ended.says}: {ended.why}")
    if isinstance(ended, Broken):
        click.echo(f"Error: {why}; {AGAIN}", err=True)
        return 2
    if ended.stuck is not None:
        click.echo(
            f"Error: {why}; and not back: {without(hidden, ended.stuck)}: try holdfast undo",
            err=True,
        )
        return 2
    click.echo(f"{why}; it is as it was before, and no other node was touched after it", err=True)
    return 1
