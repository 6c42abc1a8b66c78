# SPDX-License-Identifier: Apache-2.0
"""holdfast collect."""

import os
from pathlib import Path

import click

from holdfast.apply.collect.folder import Occupied
from holdfast.apply.collect.rounds import collect
from holdfast.cli.failure import Failure
from holdfast.cli.hosts import ansible_for
from holdfast.cli.way import Way, reaching
from holdfast.model.facts import Facts
from holdfast.text.printable import one_line

NOTHING = "nothing was written"


@click.command()
@click.argument("hosts", nargs=-1, metavar="[HOST]...")
@click.argument("site", metavar="SITE")
@reaching
def command(hosts: tuple[str, ...], site: str, way: Way) -> None:
    """Read live hosts into the node folders of SITE, and change nothing there.

    Ansible does the asking, 2.14 or newer: its inventory, its SSH, its ansible.cfg. Without
    --inventory each HOST is a name for ssh; with it any pattern, and none is all. Each gets a
    folder with the files that matter and those that they name, modes kept, and facts.json with
    what only the running host knows. Host keys are checked: connect to a new host once by hand.
    All hosts are written, or none.

    \b
      holdfast collect lb1 lb2 site
      holdfast collect --inventory hosts.yml --become loadbalancers site
      holdfast check site

    Exit 0: collected. 2: it could not be done, and nothing was written.
    """
    if os.path.exists(site) and not os.path.isdir(site):
        raise Failure(f"{site} is no folder: name one for the site")
    try:
        with ansible_for(way, hosts, NOTHING) as ansible:
            found = collect(ansible, () if way.inventory is None else hosts, Path(site))
    except Occupied as why:
        raise Failure(f"{why}; {NOTHING}") from None
    for host, facts in found.items():
        _tell(site, host, facts)


def _tell(site: str, host: str, facts: Facts) -> None:
    click.echo(f"collected {os.path.join(site, host)}")
    for line in facts.unread:
        click.echo(one_line(f"{host}: {line}: collect as root (--become)"), err=True)
