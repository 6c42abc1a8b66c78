# SPDX-License-Identifier: Apache-2.0
"""What HAProxy's lines say: of itself, of its servers, and of each request.

Sources: HAProxy 2.6, the manual's chapters 8.2.2, 8.2.3 and 8.5; src/server.c, src/backend.c,
src/haproxy.c.
"""

import re
from typing import Literal

from holdfast.story.happening import BackendEmpty, CannotStart, Reloaded, ServerTurned, Started
from holdfast.story.saying import Saying, saying

Outcome = Literal["answered", "failed", "broken"]
ENDED: tuple[Outcome, ...] = ("answered", "failed", "broken")

_LEVEL = r"(?:\[[A-Z]+\] *\(\d+\) : )?"

HAPROXY: tuple[Saying, ...] = (
    saying(
        rf"{_LEVEL}Server (?P<server>\S+/\S+) is DOWN(?:, reason: (?P<why>[^,]+))?",
        ServerTurned,
        up=False,
    ),
    saying(rf"{_LEVEL}Server (?P<server>\S+/\S+) is UP", ServerTurned, up=True),
    saying(rf"{_LEVEL}backend '?(?P<backend>[^' ]+)'? has no server available", BackendEmpty),
    saying(r"\[ALERT\].*?(?P<why>cannot bind socket.*)", CannotStart),
    saying(r"\[NOTICE\].*?: Loading success", Started, program="haproxy"),
    saying(r"\[(?:NOTICE|WARNING)\].*?: Reloading HAProxy", Reloaded, program="haproxy"),
)

_FRONT = r"\S+:\d+ \[[^\]]+\] \S+ \S+ [-+\d/]+ "
_HTTP = re.compile(rf"{_FRONT}(?P<status>-?\d{{1,3}}) \+?\d+ \S+ \S+ (?P<end>\S\S)\S\S ")
"""`option httplog`: status, bytes, two cookies, the state at disconnection in four letters."""
_TCP = re.compile(rf"{_FRONT}\+?\d+ (?P<end>\S\S) ")
"""`option tcplog`: bytes, the state at disconnection in two letters."""


def outcome(text: str) -> Outcome | None:
    """How a request, or under `option tcplog` a connection, ended; None where it is no such line.

    failed: a status of 500 or above, or none; broken: an answer that did not come to its end.
    """
    found = _HTTP.match(text)
    if found is not None:
        status = int(found["status"])
        if status < 0 or status >= 500:
            return "failed"
    else:
        found = _TCP.match(text)
    if found is None:
        return None
    return "answered" if found["end"] == "--" else "broken"
