# SPDX-License-Identifier: Apache-2.0
"""Who may ask: only requests that call this machine by a name of its own.

A page somewhere else can let its own host name point here (DNS rebinding), and would read all of
this; what it cannot do is to put another name into the Host header. No address is such a name.
"""

import re
from collections.abc import Collection
from ipaddress import ip_address

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([^:\[\]]+))(?::[0-9]{1,5})?")


class OwnNamesOnly:
    """An ASGI application around another; it answers 421 for any other name (RFC 9110, 15.5.20)."""

    def __init__(self, app: ASGIApp, names: Collection[str]) -> None:
        self._app = app
        self._names = frozenset(name.lower().rstrip(".") for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._own(scope):
            refused = PlainTextResponse(
                "This is no name of this machine: holdfast watch --serve --name HOST\n", 421
            )
            await refused(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _own(self, scope: Scope) -> bool:
        stated = [value.decode("latin-1") for key, value in scope["headers"] if key == b"host"]
        match = _HOST.fullmatch(stated[0]) if len(stated) == 1 else None
        if match is None:
            return False
        name = (match[1] or match[2]).lower().rstrip(".")
        return name in self._names or _is_address(name)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
