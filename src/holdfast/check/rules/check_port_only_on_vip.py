# SPDX-License-Identifier: Apache-2.0
"""A check that can succeed only where the VIP is, or nowhere: it asks where nobody listens."""

from collections.abc import Iterator

from holdfast.check.asked import Asked, asked
from holdfast.check.finding import Also, Finding
from holdfast.check.own_addresses import own_addresses
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
        elif target.address.is_loopback or target.address in own_addresses(node):
            binds = _binds_elsewhere(node, target)
            if binds:
                yield _nobody_there(used, run, target, binds)


def _through_the_vip(used: Used, run: Run, target: Asked, vip: Also) -> Finding:
    return Finding(
        f"{used.what} asks {target}, which is the owner's HAProxy and not this node's: while "
        "nobody owns the VIP it fails on every node, so nobody ever takes it; ask 127.0.0.1, on a "
        "port that is bound there",
        run.place,
        also=(vip, *used.also(run.place)),
    )


def _nobody_there(used: Used, run: Run, target: Asked, binds: list[Bind]) -> Finding:
    where = " and ".join(dict.fromkeys(str(bind.address) for bind in binds))
    everywhere = target.address.is_loopback
    lost = "on every node and nobody takes the VIP" if everywhere else "here, and always"
    return Finding(
        f"{used.what} asks {target}, where HAProxy does not listen: port {target.port} is bound on "
        f"{where} only, so the check fails {lost}; bind {target} for the check",
        run.place,
        also=(*(Also(b.place, "bound here") for b in binds), *used.also(run.place)),
    )


def _binds_elsewhere(node: Node, target: Asked) -> list[Bind]:
    """The binds of the port, where it is bound on other addresses alone; none where something else
    may be behind this one, or not every bind is known."""
    binds = list(node.haproxy.binds)
    if any(b.family is None and not b.text.startswith(("/", "unix@", "abns@")) for b in binds):
        return []
    on_port = [b for b in binds if b.ports[0] <= target.port <= b.ports[1]]
    if any(b.hears(target.address) for b in on_port):
        return []
    names = ["localhost"] if target.address.is_loopback else [node.name, node.hostname]
    here = servers_at(node, frozenset((str(target.address), *(name for name in names if name))))
    return [] if any(server.port in (target.port, None) for server in here) else on_port
