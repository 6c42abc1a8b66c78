# SPDX-License-Identifier: Apache-2.0
"""The heartbeat in haproxy.cfg: a HAProxy that checks those of its peers shows that it lives.

A peer's table takes the packets of the check for the sign; the answer is for HAProxy's own log.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count

from holdfast.methods.file_end import append, in_style_of
from holdfast.model.address import Address
from holdfast.model.change import FileEdit
from holdfast.model.relay import BEAT_BACKEND, BEAT_FRONTEND
from holdfast.model.site import Node, Site
from holdfast.render.haproxy import heartbeat
from holdfast.text.edit import Edit
from holdfast.text.span import Span

FIRST_PORT = 8405
_BEGIN, _END = "# holdfast relay, begin (holdfast explain relay)\n", "# holdfast relay, end\n"
_BLOCK = re.compile(rb"^# holdfast relay, begin.*?^# holdfast relay, end[^\n]*\n?", re.M | re.S)

Check = tuple[str, Address, Address]
"""A peer's name, the own address that it is checked from, its address."""


def heartbeat_port(site: Site) -> int:
    """The first port from 8405 on that no other bind of any node takes: one for the whole site."""
    taken = [
        bind.ports
        for node in site.nodes
        for proxy in node.haproxy.proxies
        for bind in proxy.binds
        if proxy.name != BEAT_FRONTEND
    ]
    return next(p for p in count(FIRST_PORT) if not any(low <= p <= high for low, high in taken))


def beat(node: Node, port: int, checks: Sequence[Check]) -> tuple[FileEdit, ...]:
    """The block at the end of the last file that HAProxy reads, or put right where it stands."""
    text = _BEGIN + heartbeat((BEAT_FRONTEND, BEAT_BACKEND), port, list(_named(checks))) + _END
    for path in node.haproxy.paths:
        data = node.files[path].data
        found = _BLOCK.search(data)
        if found is not None:
            wanted = in_style_of(data, text)
            there = Edit(Span(*found.span()), wanted)
            return () if found[0] == wanted else (FileEdit(node.name, path, there),)
    return (append(node, node.files[node.haproxy.paths[-1]], f"\n{text}"),)


def _named(checks: Sequence[Check]) -> Iterator[Check]:
    """Each peer by its name, numbered where it has several addresses."""
    seen: dict[str, int] = {}
    for peer, own, address in dict.fromkeys(checks):
        seen[peer] = seen.get(peer, 0) + 1
        yield (peer if seen[peer] == 1 else f"{peer}-{seen[peer]}"), own, address
