# SPDX-License-Identifier: Apache-2.0
"""Which language a file named on its own is written in."""

import re
from posixpath import basename
from typing import Literal

Language = Literal["haproxy", "keepalived"]

ENOUGH = 1 << 16
"""Bytes; the first section of either language begins within them."""

_KEEPALIVED = re.compile(
    rb"^[ \t]*(?:global_defs|vrrp_\w+|virtual_server(?:_group)?|static_(?:ipaddress|routes|rules)"
    rb"|track_(?:file|group)|bfd_instance|include[rmwba]?[ \t])",
    re.MULTILINE,
)
_HAPROXY = re.compile(
    rb"^[ \t]*(?:global|defaults|frontend|backend|listen|peers|resolvers|userlist|cache|program"
    rb"|mailers|ring|http-errors|log-forward|fcgi-app)(?:[ \t\r#]|$)",
    re.MULTILINE,
)


def language(path: str, data: bytes) -> Language:
    """By name where it says so, else by what comes first; HAProxy's where nothing does."""
    name = basename(path).lower()
    for known in ("keepalived", "haproxy"):
        if name.startswith(known):
            return "keepalived" if known == "keepalived" else "haproxy"
    start = data[:ENOUGH]
    theirs, ours = _KEEPALIVED.search(start), _HAPROXY.search(start)
    if theirs is None:
        return "haproxy"
    return "keepalived" if ours is None or theirs.start() < ours.start() else "haproxy"
