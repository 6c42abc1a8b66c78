# SPDX-License-Identifier: Apache-2.0
"""What `watch --serve` answers, and to whom."""

import socket
from collections.abc import Iterator
from functools import partial
from itertools import count

import pytest
from tests.watch.served import Served, served

from holdfast.watch.serve.app import app

NEWS = ['{"n":0}', '{"n":1}']


@pytest.fixture(scope="module")
def number() -> list[int]:
    return [0]


def _news(number: list[int]) -> bytes:
    return NEWS[number[0]].encode()


@pytest.fixture(scope="module")
def site(number: list[int]) -> Iterator[Served]:
    told = app(
        partial(_news, number),
        lambda: b"holdfast_problems 0.0\n",
        lambda: number[0],
        ("localhost", "monitor.example.net"),
    )
    with served(told) as found:
        yield found


def test_metrics_json_and_the_page(site: Served) -> None:
    status, headers, text = site.get("/metrics")
    assert (status, text) == (200, "holdfast_problems 0.0\n")
    assert headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"

    status, headers, text = site.get("/status.json")
    assert (status, headers["Content-Type"], text) == (200, "application/json", '{"n":0}')

    status, headers, text = site.get("/")
    assert status == 200
    assert "<title>holdfast watch</title>" in text
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    for path in ("/page.js", "/page.css"):
        assert site.get(path)[0] == 200


def test_it_takes_nothing_and_knows_no_other_path(site: Served) -> None:
    assert site.get("/../etc/passwd")[0] == 404
    with socket.create_connection(("127.0.0.1", site.port)) as asking:
        asking.sendall(b"POST /status.json HTTP/1.0\r\nHost: localhost\r\n\r\n")
        assert b" 405 " in asking.recv(64)


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:9405", "127.0.0.1:9405", "[::1]:9405", "monitor.example.net."],
)
def test_a_name_of_this_machine_is_answered(site: Served, host: str) -> None:
    assert site.get("/status.json", host)[0] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:x", "", "[::1"],
)
@pytest.mark.parametrize("path", ["/", "/metrics", "/status.json", "/events"])
def test_another_name_is_refused_whatever_it_asks_for(site: Served, host: str, path: str) -> None:
    assert site.get(path, host)[0] in (400, 421)


def test_events_come_with_the_news(site: Served, number: list[int]) -> None:
    with site.events() as events:
        assert next(events) == NEWS[0]
        number[0] = 1
        assert next(events) == NEWS[1]
    number[0] = 0


def test_a_client_that_never_reads_holds_up_nobody() -> None:
    """Its updates are more than any buffer holds; in the end the server still ends."""
    numbers = count()
    told = app(
        lambda: b"x" * (1 << 20), lambda: b"metrics\n", lambda: next(numbers), ("localhost",)
    )
    with served(told) as found, socket.create_connection(("127.0.0.1", found.port)) as deaf:
        deaf.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert deaf.recv(4, socket.MSG_PEEK) == b"HTTP"
        for _ in range(20):
            assert found.get("/metrics")[2] == "metrics\n"
        with found.events() as events:
            assert [len(next(events)) for _ in range(8)] == [1 << 20] * 8
