# SPDX-License-Identifier: Apache-2.0
"""holdfast collect."""

import os
from pathlib import Path

import click

from holdfast.apply.ansible import AnsibleError, installed
from holdfast.apply.collect.folder import Occupied
from holdfast.apply.collect.rounds import collect
from holdfast.cli.failure import Failure
from holdfast.model.facts import Facts


@click.command()
@click.argument("hosts", nargs=-1, metavar="[HOST]...")
@click.argument("site", metavar="SITE")
@click.option(
    "-i",
    "--inventory",
    metavar="PATH",
    help="Ansible's inventory; a HOST may be any pattern of it.",
)
@click.option("-b", "--become", is_flag=True, help="Read as root, as `ansible-playbook --become`.")
def command(hosts: tuple[str, ...], site: str, inventory: str | None, become: bool) -> None:
    """Read live hosts into the node folders of SITE, and change nothing there.

    Ansible does the asking, 2.14 or newer: its inventory, its SSH, its ansible.cfg. Without
    --inventory each HOST is a name for ssh; with it, no HOST is all of them. Each gets a folder
    with the files that matter and those that they name, modes kept, and facts.json with what only
    the running host knows. Host keys are checked: connect to a new host once by hand. All hosts are
    written, or none.

    \b
      holdfast collect lb1 lb2 site
      holdfast collect --inventory hosts.yml --become loadbalancers site
      holdfast check site

    Exit 0: collected. 2: it could not be done, and nothing was written.
    """
    if inventory is None and not hosts:
        raise Failure("which hosts? name them (holdfast collect lb1 lb2 SITE) or an --inventory")
    if inventory is not None and not os.path.exists(inventory):
        raise Failure(f"{inventory} is not there: name Ansible's inventory")
    if os.path.exists(site) and not os.path.isdir(site):
        raise Failure(f"{site} is no folder: name one for the site")
    options = ("--become",) if become else ()
    patterns = () if inventory is None else hosts
    try:
        ansible = installed(inventory or "".join(f"{host}," for host in hosts), options)
        found = collect(ansible, patterns, Path(site))
    except (AnsibleError, Occupied) as why:
        raise Failure(f"{why}; nothing was written") from None
    except OSError as error:
        raise Failure(f"{error.filename or site}: {error.strerror or error}") from None
    for host, facts in found.items():
        _tell(site, host, facts)


def _tell(site: str, host: str, facts: Facts) -> None:
    click.echo(f"collected {os.path.join(site, host)}")
    for line in facts.unread:
        click.echo(f"{host}: {line}: collect as root (--become)", err=True)
