# SPDX-License-Identifier: Apache-2.0
"""Nodes that share a VIP do not serve the same there."""

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.check.finding import Also, Finding
from holdfast.check.own_addresses import own_addresses
from holdfast.check.pairs import Member, pairs
from holdfast.load.servers import servers
from holdfast.model.address import Address
from holdfast.model.place import Place
from holdfast.model.proxy import Bind, Proxy
from holdfast.model.relay import BEAT_BACKEND
from holdfast.model.site import Node, Site

Endpoint = tuple[str, tuple[int, int]]


class Difference(NamedTuple):
    """What differs, and where it stands on each node."""

    text: str
    here: Place
    there: Place | None


def check(site: Site) -> Iterator[Finding]:
    """Frontends, ports of VIPs, modes and servers; what names a node's own address may differ."""
    seen: set[tuple[str, str]] = set()
    for vip, one, other in pairs(site):
        if (one.name, other.name) in seen:
            continue
        seen.add((one.name, other.name))
        ours, theirs = _texts(other.node), _texts(one.node)
        if ours and theirs and ours != theirs:
            for text, here, there in _differences(one, other):
                yield Finding(
                    f"{text}: clients of {vip} are served differently when it moves; make the "
                    "nodes alike",
                    here,
                    also=(Also(there, "what the other node has"),) if there else (),
                )


def _texts(node: Node) -> list[bytes]:
    """The files HAProxy is started with: where they are the same there is nothing to compare."""
    return [node.files[path].data for path in node.haproxy.paths]


def _differences(one: Member, other: Member) -> Iterator[Difference]:
    ours, theirs = _proxies(other.node), _proxies(one.node)
    vips = {v.address for m in (one, other) for i in m.node.keepalived.instances for v in i.vips}
    for key, proxy in ours.items():
        twin = theirs.get(key)
        name = f"{proxy.kind} {proxy.name}"
        if twin is None:
            yield Difference(f"{name} is only on {other.name}", proxy.place, None)
        elif proxy.mode != twin.mode:
            text = f"{name} is mode {proxy.mode} here and {twin.mode} on {one.name}"
            yield Difference(text, proxy.place, twin.place)
        elif _endpoints(proxy, vips) != _endpoints(twin, vips):
            text = f"{name} listens on {_listens(proxy, vips)} here and on {_listens(twin, vips)}"
            yield Difference(f"{text} on {one.name}", proxy.place, twin.place)
    for key, proxy in theirs.items():
        if key not in ours:
            text = f"{proxy.kind} {proxy.name} is only on {one.name}"
            yield Difference(text, proxy.place, None)
    yield from _servers(one, other)


def _proxies(node: Node) -> dict[tuple[str, str], Proxy]:
    """The frontends whose binds are certain; peers and log-forward are other matters."""
    return {
        ("frontend", proxy.name): proxy
        for proxy in node.haproxy.proxies
        if proxy.kind in ("frontend", "listen")
        and not any(b.conditional or "$" in b.text for b in proxy.binds)
    }


def _endpoints(proxy: Proxy, vips: set[Address]) -> frozenset[Endpoint]:
    """Where clients of a VIP reach it; an address of the node alone does not count."""
    return frozenset(_endpoint(b) for b in proxy.binds if _serves(b, vips))


def _serves(bind: Bind, vips: set[Address]) -> bool:
    return bind.address in vips or (bind.address is None and bind.family is not None)


def _endpoint(bind: Bind) -> Endpoint:
    return (str(bind.address) if bind.address else f"every {bind.family} address"), bind.ports


def _listens(proxy: Proxy, vips: set[Address]) -> str:
    found = sorted(_endpoints(proxy, vips))
    return ", ".join(f"{where} port {first}" for where, (first, _) in found) or "no VIP"


def _servers(one: Member, other: Member) -> Iterator[Difference]:
    own = own_addresses(one.node) | own_addresses(other.node)
    ours, theirs = _backends(other.node, own), _backends(one.node, own)
    for key in ours.keys() | theirs.keys():
        here, there = ours.get(key), theirs.get(key)
        proxy, name = key
        if here is not None and there is None:
            text = f"server {name} of {proxy} is only on {other.name}"
            yield Difference(text, here[1], None)
        elif there is not None and here is None:
            text = f"server {name} of {proxy} is only on {one.name}"
            yield Difference(text, there[1], None)
        elif here is not None and there is not None and here[0] != there[0]:
            text = f"server {name} of {proxy} is {here[0]} here and {there[0]} on {one.name}"
            yield Difference(text, here[1], there[1])


def _backends(node: Node, own: frozenset[Address]) -> dict[tuple[str, str], tuple[str, Place]]:
    """The servers with address and port; those on the nodes themselves are left out."""
    return {
        (s.proxy, s.name): (f"{s.host}:{s.port}" if s.port else str(s.host), s.place)
        for s in servers(node)
        if s.host not in own and "$" not in str(s.host) and s.proxy != BEAT_BACKEND
    }
