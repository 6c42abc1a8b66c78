# SPDX-License-Identifier: Apache-2.0
"""The application over real HTTP, on a port of this machine's loopback."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.applications import Starlette

DEADLINE_S = 60.0


class Served:
    def __init__(self, port: int) -> None:
        self.port = port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def get(self, path: str, host: str | None = None) -> tuple[int, http.client.HTTPMessage, str]:
        """The status, the headers and the text of an answer."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_S)
        try:
            asking.putrequest("GET", path, skip_host=host is not None)
            if host is not None:
                asking.putheader("Host", host)
            asking.endheaders()
            answer = asking.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            asking.close()

    @contextmanager
    def events(self) -> Iterator[Iterator[str]]:
        """The data of each event, as they come."""
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE_S)
        try:
            asking.request("GET", "/events")
            answer = asking.getresponse()
            assert answer.getheader("Content-Type", "").startswith("text/event-stream")
            lines = (line.decode().rstrip("\n") for line in answer)
            yield (line.removeprefix("data: ") for line in lines if line.startswith("data: "))
        finally:
            asking.close()


@contextmanager
def served(app: Starlette) -> Iterator[Served]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield Served(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
