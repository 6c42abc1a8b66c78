# SPDX-License-Identifier: Apache-2.0
"""A check that can succeed only where the VIP is: it asks the VIP, or a port bound only there."""

from collections.abc import Iterator

from holdfast.check.asked import Asked, asked
from holdfast.check.finding import Also, Finding
from holdfast.check.used_commands import Used, tracked_checks
from holdfast.load.servers import servers_at
from holdfast.model.binding import kept_on, vip_of
from holdfast.model.program import Run, program
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site


def check(site: Site) -> Iterator[Finding]:
    """The tracked checks; an address that is also kept on the node itself is its own."""
    for node in site.nodes:
        for used in tracked_checks(node):
            yield from _of(node, used)


def _of(node: Node, used: Used) -> Iterator[Finding]:
    for run in program(node, used.command).runs:
        target = asked(run)
        if target is None:
            continue
        moved = vip_of(node, target.address)
        if moved is not None and next(kept_on(node, target.address), None) is None:
            vip = Also(moved[1].place, "keepalived moves it")
            yield _through_the_vip(used, run, target, vip)
        elif target.address.is_loopback:
            bind = _only_bind(node, target)
            if bind is not None:
                yield _nobody_there(used, run, target, bind)


def _through_the_vip(used: Used, run: Run, target: Asked, vip: Also) -> Finding:
    return Finding(
        f"{used.what} asks {target}, which is the owner's HAProxy and not this node's: while "
        "nobody owns the VIP it fails on every node, so nobody ever takes it; ask 127.0.0.1, on a "
        "port that is bound there",
        run.place,
        also=(vip, *used.also(run.place)),
    )


def _nobody_there(used: Used, run: Run, target: Asked, bind: Bind) -> Finding:
    return Finding(
        f"{used.what} asks {target}, where HAProxy does not listen: port {target.port} is bound on "
        f"{bind.address} only, so the check fails on every node and nobody takes the VIP; bind "
        f"{target} for the check",
        run.place,
        also=(Also(bind.place, "the only bind of that port"), *used.also(run.place)),
    )


def _only_bind(node: Node, target: Asked) -> Bind | None:
    """The bind of the port, where all its binds are on VIPs; None where something else may be
    behind the loopback address, or not every bind is known."""
    binds = list(node.haproxy.binds)
    if any(b.family is None and not b.text.startswith(("/", "unix@", "abns@")) for b in binds):
        return None
    on_port = [b for b in binds if b.ports[0] <= target.port <= b.ports[1]]
    on_vips = [b for b in on_port if b.address is not None and vip_of(node, b.address)]
    if not on_port or len(on_vips) != len(on_port):
        return None
    here = servers_at(node, frozenset((str(target.address), "localhost")))
    return None if any(server.port == target.port for server in here) else on_port[0]
