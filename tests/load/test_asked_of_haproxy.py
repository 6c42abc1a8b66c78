# SPDX-License-Identifier: Apache-2.0
"""What rules ask of haproxy.cfg now and then: sockets, peers, sources, servers, who answers."""

from ipaddress import ip_address
from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, node, source

from holdfast.load.answers import answers
from holdfast.load.servers import servers_at
from holdfast.load.sources import sources


def test_sockets_get_what_unix_bind_says_of_all(tmp_path: Path) -> None:
    text = (
        "global\n    unix-bind mode 666\n    user haproxy\n    group lb\n    localpeer a\n"
        "    stats socket /run/a.sock mode 660 level admin\n    stats timeout 2m\n"
        "    stats socket ipv4@127.0.0.1:9999\n"
    )
    config = node(tmp_path, {HAPROXY: text}).haproxy

    assert [s.text for s in config.sockets] == ["/run/a.sock", "ipv4@127.0.0.1:9999"]
    assert [s.option("mode") for s in config.sockets] == ["660", "666"]
    assert (config.user, config.group, config.local_peer) == ("haproxy", "lb", "a")


def test_peers_of_both_forms(tmp_path: Path) -> None:
    text = "peers p\n    peer a 10.0.0.1:1\n    bind :1\n    server b 10.0.0.2:1\n    table t\n"
    [peers] = node(tmp_path, {HAPROXY: text}).haproxy.peers

    assert (peers.name, peers.members) == ("p", ("a", "b"))


def test_sources_of_sections_and_servers(tmp_path: Path) -> None:
    text = (
        "defaults\n    source 10.0.0.1\n"
        "backend b\n    source 10.0.0.2:0 usesrc clientip\n"
        "    server s 10.0.0.9:80 check source 10.0.0.3\n    server t 10.0.0.8:80 # source\n"
    )
    loaded = node(tmp_path, {HAPROXY: text})

    assert [(str(s.address), s.proxy, s.server) for s in sources(loaded)] == [
        ("10.0.0.1", None, None),
        ("10.0.0.2", "b", None),
        ("10.0.0.3", "b", "s"),
    ]
    assert source(loaded, sources(loaded)[2].place) == "source 10.0.0.3"


def test_servers_at_an_address(tmp_path: Path) -> None:
    text = (
        "backend b\n    server s 10.0.0.9:80\n    server t 10.0.0.90:80\n"
        "frontend f\n    bind 10.0.0.9:80\n"
    )
    found = servers_at(node(tmp_path, {HAPROXY: text}), frozenset(("10.0.0.9",)))

    assert [(s.name, s.host, s.port) for s in found] == [("s", ip_address("10.0.0.9"), 80)]


ANSWERS = {
    "default_backend b": (None, False, "default_backend b"),
    "monitor-uri /h\n    use_backend b": ("/h", False, "use_backend b"),
    "http-request set-header X y\n    server s 10.0.0.9:80": (None, False, "server s 10.0.0.9:80"),
    "http-request return status 200\n    default_backend b": (None, True, "default_backend b"),
    "stats enable": (None, True, None),
    "maxconn 5": (None, False, None),
}


@pytest.mark.parametrize("lines", ANSWERS)
def test_who_answers(tmp_path: Path, lines: str) -> None:
    text = f"listen other\n    stats enable\nlisten l\n    bind :80\n    {lines}\n"
    loaded = node(tmp_path, {HAPROXY: text})

    found = answers(loaded, loaded.haproxy.proxies[1])

    handed_on = source(loaded, found.handed_on) if found.handed_on else None
    assert (found.monitor_uri, found.itself, handed_on) == ANSWERS[lines]
