# SPDX-License-Identifier: Apache-2.0
"""Which language a file named on its own is written in."""

import re
from posixpath import basename, splitext
from typing import Literal

from holdfast.text.pattern import pattern

Language = Literal["haproxy", "keepalived"]

ENOUGH = 1 << 16
"""Bytes; the first section of either language begins within them."""

_KEEPALIVED = pattern(
    rb"^[ \t]*(?:global_defs|vrrp_\w+|virtual_server(?:_group)?|static_(?:ipaddress|routes|rules)"
    rb"|track_(?:file|group)|bfd_instance|include[rmwba]?[ \t])",
    re.MULTILINE,
)
_HAPROXY = pattern(
    rb"^[ \t]*(?:global|defaults|frontend|backend|listen|peers|resolvers|userlist|cache|program"
    rb"|mailers|ring|http-errors|log-forward|fcgi-app)(?:[ \t\r#]|$)",
    re.MULTILINE,
)


_BY_NAME: tuple[tuple[str, Language], ...] = (("keepalived", "keepalived"), ("haproxy", "haproxy"))
_BY_ENDING: dict[str, Language] = {".cfg": "haproxy", ".conf": "keepalived"}


def language(path: str, data: bytes) -> Language | None:
    """By name where it says so, else by what comes first, else by the ending; None: neither's."""
    name = basename(path).lower()
    for beginning, known in _BY_NAME:
        if name.startswith(beginning):
            return known
    start = data[:ENOUGH]
    theirs, ours = _KEEPALIVED.search(start), _HAPROXY.search(start)
    if theirs is None and ours is None:
        return _BY_ENDING.get(splitext(name)[1])
    if theirs is None or (ours is not None and ours.start() < theirs.start()):
        return "haproxy"
    return "keepalived"
