# SPDX-License-Identifier: Apache-2.0
"""holdfast report."""

import click

from holdfast.cli.drill_files import saved_drills
from holdfast.cli.failure import Failure
from holdfast.cli.new_file import require_writable, write_whole
from holdfast.cli.report_file import require_page, write_page
from holdfast.report.drill_svg import drill_svg


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--html", metavar="FILE", help="Write the page: timelines, claims, what was used.")
@click.option("--svg", metavar="FILE", help="Write the table of a single drill as a picture.")
def command(files: tuple[str, ...], html: str | None, svg: str | None) -> None:
    """Make a page of drills that were saved as JSON; of several, they stand side by side.

    The page stands alone: no script in it, nothing that it fetches.

    \b
      holdfast drill A --format json > a.json
      holdfast report a.json --html a.html
      holdfast report a.json b.json --html compared.html

    Exit 0: written. 2: it could not be, and nothing was.
    """
    if html is None and svg is None:
        raise Failure("nothing to write: name a file with --html or --svg")
    if html is not None:
        require_page(html)
    if svg is not None:
        require_writable(svg)
    drills = saved_drills(files)
    if svg is not None and len(drills) > 1:
        raise Failure(f"--svg shows one drill, and there are {len(drills)}: name one file")
    if html is not None:
        write_page(html, drills)
    if svg is not None:
        write_whole(svg, drill_svg(drills[0]))
        click.echo(f"wrote {svg}", err=True)
