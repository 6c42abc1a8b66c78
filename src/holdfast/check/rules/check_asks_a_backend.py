# SPDX-License-Identifier: Apache-2.0
"""A check asks a backend server itself, which is no better on another node."""

from collections.abc import Iterator

from holdfast.check.asked import Asked, asked
from holdfast.check.finding import Also, Finding
from holdfast.check.used_commands import Used, tracked_checks
from holdfast.load.servers import servers_at
from holdfast.model.program import Run, program
from holdfast.model.proxy import Server
from holdfast.model.site import Node, Site


def check(site: Site) -> Iterator[Finding]:
    """An address and port that haproxy.cfg has as a server, and that HAProxy does not bind."""
    for node in site.nodes:
        for used in tracked_checks(node):
            for run in program(node, used.command).runs:
                server = _server(node, asked(run))
                if server is not None:
                    yield _finding(used, run, server)


def _server(node: Node, target: Asked | None) -> Server | None:
    if target is None or target.address.is_loopback or _is_bound(node, target):
        return None
    found = servers_at(node, frozenset((str(target.address),)))
    return next((server for server in found if server.port == target.port), None)


def _is_bound(node: Node, target: Asked) -> bool:
    own = {a.address for i in node.interfaces for a in i.addresses}
    return target.address in own or any(b.address == target.address for b in node.haproxy.binds)


def _finding(used: Used, run: Run, server: Server) -> Finding:
    return Finding(
        f"{used.what} asks server {server.name}, not HAProxy: when that server is down the check "
        "fails on every node alike, so the VIP moves in vain or leaves them all; ask HAProxy, and "
        "let its own health checks (`check` on the server line) take the server out",
        run.place,
        also=(Also(server.place, "HAProxy's server"), *used.also(run.place)),
    )
