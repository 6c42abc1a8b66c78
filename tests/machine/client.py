# SPDX-License-Identifier: Apache-2.0
"""The third party: the web servers behind HAProxy, and a client of the VIP."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.machine.network import BACKENDS, VIP

ANSWER_S = 30.0
"""A bound for one request. Silence is not judged: a refusal or a broken answer is."""
_REQUEST = f"GET / HTTP/1.1\r\nHost: {VIP}\r\nConnection: close\r\n\r\n".encode()


class _Web(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        own = str(self.connection.getsockname()[0])
        self.send_response(200)
        self.send_header("Content-Length", str(len(own)))
        self.end_headers()
        self.wfile.write(own.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Servers(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: HAProxy's checks hang up by a reset."""


@contextmanager
def web_servers() -> Iterator[None]:
    """web1 and web2 of examples/pair, until the block ends."""
    servers = [_Servers((address, 80), _Web) for address in BACKENDS]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def ask() -> str:
    """One request to the VIP on its own connection: "" when HAProxy answered it, else what failed.

    503 is its answer, too: on a busy host its checks of the web servers may come too late.
    """
    try:
        with socket.create_connection((VIP, 80), ANSWER_S) as connection:
            connection.settimeout(ANSWER_S)
            connection.sendall(_REQUEST)
            received = b""
            while part := connection.recv(4096):
                received += part
    except OSError as why:
        return str(why)
    head, blank, _ = received.partition(b"\r\n\r\n")
    good = head.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 503 "))
    return "" if good and blank else f"a broken answer: {received[:80]!r}"
