# SPDX-License-Identifier: Apache-2.0
"""holdfast undo."""

import click

from holdfast.apply.run import Broken
from holdfast.apply.standing import records
from holdfast.apply.undo import undo
from holdfast.cli.carrying import BACK, tell, told
from holdfast.cli.hosts import reached
from holdfast.cli.way import Way, reaching


@click.command()
@click.argument("hosts", nargs=-1, metavar="[HOST]...")
@reaching
@click.option("--force", is_flag=True, help="Put back files that somebody changed since, too.")
@click.pass_context
def command(
    context: click.Context,
    hosts: tuple[str, ...],
    way: Way,
    force: bool,
) -> None:
    """Take back the last `holdfast apply`, from the backup that lies on the nodes themselves.

    It needs neither the site nor the machine that applied it, and takes back a run that was
    interrupted at any step as well as one that is over: bytes, modes, owners, kernel settings and
    addresses, which units run and are enabled. Files first, then the daemons, the last step first.
    A file that somebody changed since is never overwritten: it is named, and nothing is done;
    with --force it is put back and the changed one kept on the node. Called again, it takes back
    the apply before that: the ten last are kept, in /var/lib/holdfast.

    \b
      holdfast undo lb1 lb2
      holdfast undo --inventory hosts.yml --become loadbalancers

    On a node without network, by hand: sh /var/lib/holdfast/RUN/program back

    Exit 0: undone. 2: it could not be done, or not to its end; called again, it does the rest.
    """
    with reached(hosts, way, BACK) as to:
        ended = undo(to.nodes, records(to.nodes, to.names), tell, force=force)
    if isinstance(ended, Broken):
        click.echo(f"Error: {told(ended.node, ended.says, ended.why)}; {BACK}", err=True)
        context.exit(2)
    click.echo(f"undone {ended.run}: {' and '.join(ended.nodes)} as before")
