# SPDX-License-Identifier: Apache-2.0
"""The page, its updates and the metrics over HTTP; it reads and answers, and takes nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from holdfast.watch.serve.hosts import OwnNamesOnly

LOOK_S = 0.25
"""How often it is asked whether there is something new."""

ALIVE_S = 15.0
"""After so long without news a comment is sent: a browser that left is noticed so."""

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_FILES = {"/": ("page.html", "text/html"), "/page.css": ("page.css", "text/css")} | {
    "/page.js": ("page.js", "text/javascript")
}
_METRICS = "text/plain; version=0.0.4; charset=utf-8"

Answer = Callable[[], bytes]


def app(
    status: Answer,
    metrics: Answer,
    number: Callable[[], int],
    names: Collection[str],
    ending: Callable[[], bool] = lambda: False,
) -> Starlette:
    """`status` is JSON; `number` grows with each news; `names` are those of this machine. Once it
    is `ending`, no browser is kept waiting for more.
    """

    async def status_json(_request: Request) -> Response:
        return _response(await run_in_threadpool(status), "application/json")

    async def metrics_text(_request: Request) -> Response:
        return _response(await run_in_threadpool(metrics), _METRICS)

    async def events(_request: Request) -> Response:
        news = _events(status, number, ending)
        return StreamingResponse(news, media_type="text/event-stream", headers=_HEADERS)

    files = [Route(path, _file(*named)) for path, named in _FILES.items()]
    told = [
        Route("/status.json", status_json),
        Route("/metrics", metrics_text),
        Route("/events", events),
    ]
    return Starlette(
        routes=[*files, *told], middleware=[Middleware(OwnNamesOnly, names=frozenset(names))]
    )


async def _events(
    status: Answer, number: Callable[[], int], ending: Callable[[], bool]
) -> AsyncIterator[bytes]:
    """Server-sent events: the status, whenever it is another."""
    told, silent = -1, 0.0
    while not ending():
        now = number()
        if now != told:
            told, silent = now, 0.0
            yield b"data: " + await run_in_threadpool(status) + b"\n\n"
        elif silent >= ALIVE_S:
            silent = 0.0
            yield b":\n\n"
        await asyncio.sleep(LOOK_S)
        silent += LOOK_S


def _file(name: str, kind: str) -> Callable[[Request], Response]:
    data = Path(__file__).with_name(name).read_bytes()
    return lambda _request: _response(data, f"{kind}; charset=utf-8")


def _response(data: bytes, kind: str) -> Response:
    return Response(data, media_type=kind, headers=_HEADERS)
