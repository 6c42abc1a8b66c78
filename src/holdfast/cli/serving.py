# SPDX-License-Identifier: Apache-2.0
"""holdfast watch --serve: all that its packages are needed for."""

import os
import socket
from collections.abc import Callable
from ipaddress import ip_address

import click
import uvicorn

from holdfast.cli.failure import Failure
from holdfast.cli.looking import Observed
from holdfast.report.status.status import status_json
from holdfast.watch.rounds import Rounds
from holdfast.watch.serve.app import app
from holdfast.watch.serve.metrics import metrics

LEAVING_S = 1
"""The end does not wait longer for one that reads nothing."""


def server(where: str, names: tuple[str, ...]) -> Callable[[Observed, Rounds], None]:
    """Serves until it is ended. Raises Failure, before anything is asked, where it cannot bind."""
    host, port = _address(where)
    listening = _listen(host, port)
    own = ("localhost", socket.gethostname(), *names)

    def serve(seen: Observed, rounds: Rounds) -> None:
        serving = app(
            lambda: status_json(seen.status(rounds.looks)),
            metrics(seen.site, seen.known, lambda: (seen.state(rounds.looks), rounds.last_read)),
            lambda: rounds.number,
            own,
            lambda: running.should_exit,
        )
        bound = listening.getsockname()
        click.echo(f"serving on http://{_url(bound[0])}:{bound[1]}/ and /metrics", err=True)
        config = uvicorn.Config(
            serving,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=LEAVING_S,
        )
        running = uvicorn.Server(config)
        running.run(sockets=[listening])

    return serve


def _address(where: str) -> tuple[str, int]:
    host, colon, port = where.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    try:
        ip_address(bare)
        number = int(port)
    except ValueError:
        number = -1
    if not colon or not 0 <= number <= 65535:
        raise Failure(f"{where} is no ADDR:PORT: write 127.0.0.1:9405 or [::1]:9405")
    return bare, number


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = os.strerror(error.errno or 0)  # its own strerror tells the address once more
        raise Failure(f"{_url(host)}:{port} cannot be bound ({why}): choose another") from None


def _url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
