# SPDX-License-Identifier: Apache-2.0
"""Sections of haproxy.cfg (HAProxy 2.6 configuration manual, 4.2, 5.2; good from 2.2 on)."""

from collections.abc import Sequence

from holdfast.model.address import Address

SPREAD_MS = 300
"""Within this time after its start HAProxy has checked each server once. Its own rule begins with
the last servers after most of the shortest interval of all that are a second or longer
(start_checks in check.c), and a peer is taken for dead after one second."""

_BEAT = """\
global
    # a HAProxy that has just started, or was reloaded, checks its peers at once, and is heard
    max-spread-checks {spread}

frontend {frontend}
    # answers the peers' checks, on this node's own addresses only
    mode http
    # nothing of it is logged; without any `log` an `option httplog` of the defaults is a warning
    option dontlognull
    http-request set-log-level silent
    timeout client 1s
{binds}    http-request return status 200

backend {backend}
    # five times a second: a peer that hears nothing for a second relays to this node no more
    mode http
    option tcp-check
    timeout connect 1s
    timeout server 1s
{servers}"""


def heartbeat(
    names: tuple[str, str], port: int, servers: Sequence[tuple[str, Address, Address]]
) -> str:
    """A frontend on own addresses and a backend that checks the peers', by these two names.

    A server is a peer's name, the own address to check it from, and its address. Every word of
    `server` that a `default-server` of the defaults could say otherwise is there.
    """
    own = dict.fromkeys(source for _, source, _ in servers)
    return _BEAT.format(
        frontend=names[0],
        backend=names[1],
        spread=SPREAD_MS,
        binds="".join(f"    bind {_host(address)}:{port}\n" for address in own),
        servers="".join(_server(name, source, peer, port) for name, source, peer in servers),
    )


def _server(name: str, source: Address, peer: Address, port: int) -> str:
    return (
        f"    server {name} {_host(peer)}:{port} source {_host(source)} check port {port} "
        "inter 200ms fastinter 200ms downinter 200ms\n"
    )


def _host(address: Address) -> str:
    return str(address) if address.version == 4 else f"[{address}]"
