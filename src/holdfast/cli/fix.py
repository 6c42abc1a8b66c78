# SPDX-License-Identifier: Apache-2.0
"""holdfast fix."""

from typing import get_args

import click
from msgspec.structs import replace

from holdfast.check.engine import check
from holdfast.check.finding import Safety
from holdfast.check.mend import NoFixedPoint, mend
from holdfast.check.registry import RULES
from holdfast.check.selection import Selection
from holdfast.cli.applied import applied
from holdfast.cli.colour import paint
from holdfast.cli.failure import Failure
from holdfast.cli.options import Choice, choosing, read_settings
from holdfast.cli.save import save
from holdfast.cli.sites import PATHS, read_site, report_unread
from holdfast.load.difference import difference
from holdfast.methods.registry import METHODS
from holdfast.model.change import Change
from holdfast.model.settings import Form
from holdfast.model.site import Site
from holdfast.report.diff import unified_diff
from holdfast.report.text import Sources, headline


@click.command()
@PATHS
@click.option(
    "--method",
    "names",
    multiple=True,
    type=click.Choice([method.name for method in METHODS]),
    help="Let HAProxy run on every node in this way; may be given again.",
)
@click.option(
    "--timers", is_flag=True, help="Let keepalived fail over within `fail_over` of holdfast.yaml."
)
@click.option("--relay", is_flag=True, help="Let connections survive a move of the VIP.")
@click.option(
    "--form",
    type=click.Choice(get_args(Form)),
    help="Whose files dummy and relay write; else those of the tool that the node has.",
)
@click.option("--unsafe", is_flag=True, help="Apply unsafe fixes too: read the diff first.")
@choosing
@click.option("--diff", is_flag=True, help="Print a unified diff and write nothing.")
def command(
    paths: tuple[str, ...],
    names: tuple[str, ...],
    form: Form | None,
    choice: Choice,
    unsafe: bool,
    diff: bool,
    **additions: bool,
) -> None:
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
      holdfast fix SITE --method transparent --diff
      holdfast fix lb1=DIR lb2=DIR --method notify-start --method dummy
      holdfast fix SITE --method transparent --timers --diff
      holdfast fix SITE --relay --diff
      holdfast fix SITE --method dummy --form networkd --diff
      holdfast explain dummy

    Exit 0: mended, or nothing to do. 2: it could not be done, and nothing was written.
    """
    if form is not None and "dummy" not in names and not additions["relay"]:
        raise Failure("--form says how --method dummy or --relay keeps the VIPs: give one of them")
    site = read_site(paths)
    report_unread(site)
    if site.errors:
        raise Failure("a file could not be read: nothing was written")
    settings = read_settings(site)
    if form is not None:
        settings = replace(settings, form=form)
    site, selection = replace(site, settings=settings), choice.selection(settings)
    names += tuple(name for name, wanted in additions.items() if wanted)
    mended, notes = applied(site, names) if names else (_mend(site, selection, unsafe=unsafe), ())
    changes = tuple(difference(site, mended))
    if diff:
        click.echo(unified_diff(site, changes).encode("utf-8", "surrogateescape"), nl=False)
    else:
        _write(site, changes)
    for note in notes if changes else ():
        click.echo(f"note: {note}", err=True)
    _report_left(mended, selection)


def _mend(site: Site, selection: Selection, *, unsafe: bool) -> Site:
    allowed: frozenset[Safety] = frozenset(("safe", "unsafe") if unsafe else ("safe",))
    try:
        return mend(site, RULES, allowed, selection)
    except NoFixedPoint as why:
        raise Failure(f"{why}: take one of them with --select; nothing was written") from None


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
