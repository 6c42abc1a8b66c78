# SPDX-License-Identifier: Apache-2.0
"""TLS for client and world. `ssl` costs 20 ms: the first connection that needs it imports it."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, cast

from holdfast.lab.process.loop import READ, WRITE

if TYPE_CHECKING:
    import socket
    import ssl


@cache
def _client_context() -> ssl.SSLContext:
    """A client that believes every certificate."""
    import ssl  # noqa: PLC0415

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def server_context(pem: bytes) -> ssl.SSLContext:
    """A server with this certificate and key, handed over without a file."""
    import ssl  # noqa: PLC0415

    descriptor = os.memfd_create("certificate")
    os.write(descriptor, pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"/proc/self/fd/{descriptor}")
    os.close(descriptor)
    return context


def wrap(end: socket.socket, host: str) -> socket.socket:
    """A connected socket as the client's side of TLS; `host` is the name to ask for, or ""."""
    return _client_context().wrap_socket(
        end, server_hostname=host or None, do_handshake_on_connect=False
    )


def handshake(end: socket.socket) -> None:
    """One step of it; raises OSError, for which see `wants`, until it is done."""
    cast("ssl.SSLSocket", end).do_handshake()


def wants(error: OSError) -> int:
    """The events to wait for before trying again; 0 when the error is final."""
    name = type(error).__name__
    if name == "SSLWantWriteError":
        return WRITE
    return READ if name == "SSLWantReadError" or isinstance(error, BlockingIOError) else 0
