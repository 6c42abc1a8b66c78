# SPDX-License-Identifier: Apache-2.0
"""holdfast init."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from msgspec.structs import replace

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.check.selection import Selection
from holdfast.cli.answers import INTERFACE, NODE, PORT, SERVER, TIME, VIP, VRID
from holdfast.cli.applied import applied
from holdfast.cli.colour import paint
from holdfast.cli.failure import Failure
from holdfast.cli.options import NAMES
from holdfast.cli.questions import METHODS, ask
from holdfast.cli.settings import SETTINGS_FILE
from holdfast.cli.staging import Staging
from holdfast.load.reload import reload
from holdfast.load.settings import settings
from holdfast.load.site import load
from holdfast.model.site import Site
from holdfast.model.wanted import Wanted
from holdfast.prove.registry import CLAIMS
from holdfast.render.new_site import HAPROXY_CFG, node_files, settings_file
from holdfast.render.new_site import test_file as test_of
from holdfast.report.text import Sources, headline

TEST = "test.sh"
_BROKEN_BY_MORE = "returns-as-configured"
_KEPT_BY_MORE = tuple(claim.name for claim in CLAIMS if claim.name != _BROKEN_BY_MORE)
_MORE_THAN_TWO = (
    "of three nodes, two that do not hear each other both own the VIPs, and the third, who hears "
    "both, keeps out: `holdfast prove` tells it as returns-as-configured, and no file mends it"
)


@click.command()
@click.argument("folder", metavar="DIR")
@click.option(
    "--node",
    "nodes",
    multiple=True,
    type=NODE,
    metavar="NAME=ADDRESS",
    help="A node and its own address, the preferred first; for both families NAME=A,B.",
)
@click.option("--interface", type=INTERFACE, help="The VIPs' interface.")
@click.option(
    "--vip",
    "vips",
    multiple=True,
    type=VIP,
    metavar="ADDRESS/PREFIX",
    help="A VIP; --node, --vip, --port and --server may each be given again.",
)
@click.option(
    "--port",
    "ports",
    multiple=True,
    type=PORT,
    metavar="PORT",
    help="A port on which HAProxy answers on every VIP.",
)
@click.option(
    "--server",
    "servers",
    multiple=True,
    type=SERVER,
    metavar="[NAME=]ADDRESS:PORT",
    help="What HAProxy passes requests on to.",
)
@click.option("--mode", type=click.Choice(["http", "tcp"]), help="What HAProxy speaks.")
@click.option("--method", type=click.Choice(METHODS), help="How HAProxy runs on every node.")
@click.option("--relay/--no-relay", default=None, help="Connections survive a move of a VIP.")
@click.option(
    "--return/--stay",
    "returns",
    default=None,
    help="Whether VIPs go back to a preferred node that is well again; --stay is nopreempt.",
)
@click.option(
    "--virtual-router-id",
    type=VRID,
    metavar="1-255",
    help="Unlike that of any other pair on the network; else a VIP's last byte.",
)
@click.option("--fail-over", type=TIME, help="How long it may take.")
@click.option("--yes", is_flag=True, help="Ask nothing: take the default for what is not given.")
def command(folder: str, **given: Any) -> None:
    """Make a new site in DIR from a few answers: every file of HAProxy and keepalived.

    What is not given is asked. The site is built as `fix` mends one, by --method, --timers and
    --relay, and read and checked before a byte is written. DIR must be empty, or not there. It
    has a test of its own beside the nodes: DIR/test.sh checks it, proves it, and drills it.

    \b
      holdfast init SITE
      holdfast init SITE --node lb1=192.0.2.11 --node lb2=192.0.2.12 --interface ens18 \\
          --vip 192.0.2.36/24 --port 80 --server web1=192.0.2.101:80 --yes

    Exit 0: written. 2: it could not be, and nothing was.
    """
    _require_empty(folder)
    wanted, names = ask(given)
    data = settings_file(wanted)
    site, notes = built(wanted, data, names)
    sources = Sources(site)
    left = [headline(found, sources, paint) for found in check(site, RULES, Selection())]
    claims = () if len(wanted.nodes) == 2 else _KEPT_BY_MORE
    beside = {SETTINGS_FILE: (data, 0o644), TEST: (test_of(claims, relay="relay" in names), 0o755)}
    _write(Path(folder), site, beside)
    click.echo(f"wrote {folder}: {', '.join(node.name for node in wanted.nodes)}")
    for note in notes:
        click.echo(f"note: {note}", err=True)
    for finding in left:
        click.echo(f"left: {finding}", err=True)
    if len(wanted.nodes) > 2:
        click.echo(f"note: {_MORE_THAN_TWO}", err=True)
    click.echo(f"now: {Path(folder, TEST)} (check, prove, drill)", err=True)


def _require_empty(folder: str) -> None:
    """Raises Failure where something is there."""
    try:
        if os.path.lexists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
            raise Failure(f"{folder} is there and not an empty folder: name another")
    except OSError as error:
        raise Failure(f"{folder} cannot be read ({error.strerror})") from None


def built(wanted: Wanted, data: bytes, names: tuple[str, ...]) -> tuple[Site, tuple[str, ...]]:
    """The whole site, in memory, and what the methods tell the operator.

    `data` is its holdfast.yaml, `names` are the methods. Raises Failure where one refuses.
    """
    # One bind on every address answers for all VIPs of its family, and leaves no room for another.
    first = tuple(vips[0] for _, vips in wanted.instances)
    bound = first if "wildcard" in names else wanted.vips
    site = reload(_bare(wanted), node_files(wanted, bound))
    site = replace(site, settings=settings(data, NAMES))
    return applied(site, names)


def _bare(wanted: Wanted) -> Site:
    """The nodes without a file: what a distribution has."""
    with tempfile.TemporaryDirectory() as empty:
        for node in wanted.nodes:
            Path(empty, node.name, *Path(HAPROXY_CFG).parts[1:-1]).mkdir(parents=True)
        return load([f"{node.name}={Path(empty, node.name)}" for node in wanted.nodes])


def _write(folder: Path, site: Site, beside: Mapping[str, tuple[bytes, int]]) -> None:
    """Every file or none, those beside the nodes with their modes. Raises Failure otherwise."""
    try:
        with Staging() as staging:
            for name, (data, mode) in beside.items():
                staging.prepare(folder / name, data, mode)
            for node in site.nodes:
                for path, file in node.files.items():
                    target = folder / (node.name or "") / path.lstrip("/")
                    staging.prepare(target, file.data, file.mode)
            staging.commit()
    except OSError as error:
        told = f"{error.filename or folder}: {error.strerror}"
        raise Failure(f"{told}; nothing was written") from None
