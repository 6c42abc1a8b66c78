# SPDX-License-Identifier: Apache-2.0
"""holdfast watch."""

from collections.abc import Callable
from importlib import import_module

import click
from rich.console import Console, RenderableType

from holdfast.cli.failure import Failure
from holdfast.cli.looking import Asking, Observed, looking, observed
from holdfast.cli.milliseconds import Seconds
from holdfast.cli.screen import can_paint, paint
from holdfast.report.status.text import status_text
from holdfast.watch.rounds import Rounds

WHERE = "127.0.0.1:9405"

Server = Callable[[Observed, Rounds], None]


@click.command()
@looking
@click.option(
    "--every",
    "every_s",
    type=Seconds(min=0.5),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="From one look at a node to the next.",
)
@click.option(
    "--serve",
    is_flag=False,
    flag_value=WHERE,
    metavar="[ADDR:PORT]",
    help=f"No screen, but a page and /metrics, on {WHERE} unless told otherwise.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="With --serve: a name by which browsers and Prometheus may call this machine.",
)
def command(asking: Asking, every_s: float, serve: str | None, names: tuple[str, ...]) -> None:
    """What `holdfast status` tells of SITE, live; q ends it.

    Each node is looked at by itself, and never twice at once: one that hangs holds up no other.
    Ansible keeps a connection to each open (ssh's ControlPersist) unless ansible.cfg says
    otherwise. Where the output is no terminal each new state is printed below the last.

    With --serve it is a page with live updates instead, /status.json, and /metrics for Prometheus
    (pip install 'holdfast[serve]'); a dashboard and alert rules are in contrib/. The page has no
    password: leave it on 127.0.0.1, or put it behind what has one.

    \b
      holdfast watch SITE
      holdfast watch SITE --inventory hosts.yml --become --every 10
      holdfast watch SITE --serve
      holdfast watch SITE --serve 192.0.2.5:9405 --name monitor.example.net

    Exit 0: ended by you, with q or an interrupt. 2: it could not be begun.
    """
    server = _server(serve, names) if serve is not None else None
    with (
        observed(asking) as seen,
        Rounds(list(seen.known), seen.look, every_s) as rounds,
    ):
        try:
            _show(seen, rounds, server)
        except KeyboardInterrupt:
            pass
        finally:
            seen.end()


def _show(seen: Observed, rounds: Rounds, server: Server | None) -> None:
    if server is not None:
        server(seen, rounds)
    elif can_paint():
        paint(_fresh(seen, rounds))
    else:
        _print(seen, rounds)


def _server(where: str, names: tuple[str, ...]) -> Server:
    """What serves. Raises Failure where its packages are missing or the address is none."""
    try:
        serving = import_module("holdfast.cli.serving")
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("holdfast"):
            raise
        raise Failure(
            f"--serve needs {missing.name}, which is not installed: pip install 'holdfast[serve]'"
        ) from None
    found: Server = serving.server(where, names)
    return found


def _fresh(seen: Observed, rounds: Rounds) -> Callable[[], RenderableType | None]:
    """Tells the present state, once for each look at a node."""
    told = [0]

    def fresh() -> RenderableType | None:
        number = rounds.number
        if number == told[0] or not rounds.complete():
            return None
        told[0] = number
        return status_text(seen.status(rounds.looks))

    return fresh


def _print(seen: Observed, rounds: Rounds) -> None:
    """Below each other, and only what is another state: time alone passing is none."""
    console = Console(highlight=False)
    number, before = 0, None
    while True:
        rounds.wait(number, 1.0)
        number = rounds.number
        if rounds.complete():
            told = seen.status(rounds.looks)
            if (told.vips, told.problems) != before:
                before = told.vips, told.problems
                console.print(status_text(told), "")
