# SPDX-License-Identifier: Apache-2.0
"""holdfast fix."""

import click

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.check.selection import Selection
from holdfast.cli.colour import paint
from holdfast.cli.mending import Asked, mended, mending
from holdfast.cli.save import save
from holdfast.cli.sites import PATHS, read_whole
from holdfast.load.difference import difference
from holdfast.model.change import Change
from holdfast.model.site import Site
from holdfast.report.diff import unified_diff
from holdfast.report.text import Sources, headline


@click.command()
@PATHS
@mending
@click.option("--diff", is_flag=True, help="Print a unified diff and write nothing.")
def command(paths: tuple[str, ...], asked: Asked, diff: bool) -> None:
    """Mend the files of a site in place; every other byte stays as it is.

    PATH is as for `holdfast check`. With --method, whatever keeps HAProxy from binding the VIP is
    mended in that way; dummy and notify-start are added where it can bind the VIP already, too.
    With --timers, keepalived is made as fast as `fail_over` of holdfast.yaml asks, and learns of
    HAProxy's health in a way that fails closed; with --relay each node hands connections on to the
    node that has them. Without any of these, the safe fixes of all findings are applied, or of
    those that --select, --ignore and --severity leave; --unsafe adds those that want a second look.
    The result is read and checked again before a byte is written; files are replaced whole or not
    at all and keep their owner and mode.

    \b
      holdfast fix SITE --diff
      holdfast fix SITE --select state-file-in-tmp,nopreempt-with-master
      holdfast fix lb1=DIR lb2=DIR --method notify-start --method dummy
      holdfast fix SITE --method transparent --timers --diff
      holdfast fix SITE --method dummy --form networkd --relay --diff

    Exit 0: mended, or nothing to do. 2: it could not be done, and nothing was written.
    """
    site = read_whole(paths, "nothing was written")
    made = mended(site, asked)
    changes = tuple(difference(made.before, made.after))
    if diff:
        text = unified_diff(made.before, changes)
        click.echo(text.encode("utf-8", "surrogateescape"), nl=False)
    else:
        _write(made.before, changes)
    for note in made.notes if changes else ():
        click.echo(f"note: {note}", err=True)
    _report_left(made.after, made.selection)


def _write(site: Site, changes: tuple[Change, ...]) -> None:
    for saved in save(site, changes):
        click.echo(f"{'created' if saved.created else 'changed'} {saved.file}")
        if saved.other_names:
            click.echo(f"note: {saved.file} had {_other(saved.other_names)}", err=True)
    if not changes:
        click.echo("nothing to do")


def _other(names: int) -> str:
    """What happened to the hard links of a file that was replaced."""
    if names == 1:
        return "another name, which keeps the former contents"
    return f"{names} other names, which keep the former contents"


def _report_left(site: Site, selection: Selection) -> None:
    """What check still says of the mended site, a line each, on standard error."""
    sources = Sources(site)
    for finding in check(site, RULES, selection):
        click.echo(f"left: {headline(finding, sources, paint)}", err=True)
