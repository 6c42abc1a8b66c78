# SPDX-License-Identifier: Apache-2.0
"""Bind lines, form by form (HAProxy 2.6 manual 4.2, src/tools.c)."""

from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, binds, node, source

from holdfast.load.haproxy.bind_address import bind_address
from holdfast.model.address import parse_address


@pytest.mark.parametrize(
    "text",
    [
        "/run/web.sock",
        "unix@/run/web.sock",
        "uxst@/run/web.sock",
        "abns@web",
        "fd@3",
        "fd@${FD}",
        "sockpair@4",
        "rhttp@back",
        "name.example.org:80",
        "*.example.org:80",
        "1.2.3:80",
        "01.2.3.4:80",
        "fe80::1%eth0:80",
        "ipv4@[::1]:80",
        "ipv6@1.2.3.4:80",
        "::80",
        "[::1",
        "@",
        "",
    ],
)
def test_what_is_no_address_of_a_family(text: str) -> None:
    found = bind_address(text)

    assert found.address is None
    assert found.family is None or text == ""


@pytest.mark.parametrize(
    ("text", "address", "family", "ports"),
    [
        (":80", None, "ipv4", (80, 80)),
        ("*:80", None, "ipv4", (80, 80)),
        ("0.0.0.0:80", None, "ipv4", (80, 80)),
        ("ipv4@:80", None, "ipv4", (80, 80)),
        ("ipv4@*:80", None, "ipv4", (80, 80)),
        ("ipv6@:80", None, "ipv6", (80, 80)),
        ("ipv6@*:80", None, "ipv6", (80, 80)),
        (":::80", None, "ipv6", (80, 80)),
        ("[::]:80", None, "ipv6", (80, 80)),
        ("ipv6@:::80", None, "ipv6", (80, 80)),
        ("172.22.21.36:80", "172.22.21.36", "ipv4", (80, 80)),
        ("172.22.21.36:8000-8010", "172.22.21.36", "ipv4", (8000, 8010)),
        ("ipv4@172.22.21.36:80", "172.22.21.36", "ipv4", (80, 80)),
        ("tcp@172.22.21.36:80", "172.22.21.36", "ipv4", (80, 80)),
        ("tcp4@172.22.21.36:80", "172.22.21.36", "ipv4", (80, 80)),
        ("stream+ipv4@172.22.21.36:80", "172.22.21.36", "ipv4", (80, 80)),
        ("udp@172.22.21.36:514", "172.22.21.36", "ipv4", (514, 514)),
        ("quic4@172.22.21.36:443", "172.22.21.36", "ipv4", (443, 443)),
        ("quic6@[2001:db8::36]:443", "2001:db8::36", "ipv6", (443, 443)),
        ("::1:80", "::1", "ipv6", (80, 80)),
        ("2001:db8::36:80", "2001:db8::36", "ipv6", (80, 80)),
        ("[2001:db8::36]:80", "2001:db8::36", "ipv6", (80, 80)),
        ("172.22.21.36", "172.22.21.36", "ipv4", (0, 0)),
    ],
)
def test_addresses(text: str, address: str | None, family: str, ports: tuple[int, int]) -> None:
    wanted = parse_address(address) if address is not None else None

    assert bind_address(text) == (wanted, family, ports)


def test_a_list_gives_one_bind_each_with_the_same_options(tmp_path: Path) -> None:
    text = "frontend web\n  bind 172.22.21.36:80,:8080 transparent interface ens18 # both\n"
    lb1 = node(tmp_path, {HAPROXY: text})
    first, second = lb1.haproxy.binds

    assert [source(lb1, bind.place) for bind in (first, second)] == ["172.22.21.36:80", ":8080"]
    assert first.options == second.options == ("transparent", "interface", "ens18")
    assert first.transparent
    assert source(lb1, second.line) == "bind 172.22.21.36:80,:8080 transparent interface ens18"


def test_a_quoted_list_has_one_place(tmp_path: Path) -> None:
    lb1 = node(tmp_path, {HAPROXY: 'listen web\n bind "172.22.21.36:80,172.22.21.36:81"\n'})

    assert [source(lb1, bind.place) for bind in lb1.haproxy.binds] == [
        '"172.22.21.36:80,172.22.21.36:81"'
    ] * 2
    assert [bind.text for bind in lb1.haproxy.binds] == ["172.22.21.36:80", "172.22.21.36:81"]


@pytest.mark.parametrize(
    ("line", "sysctl", "families"),
    [
        ("bind :::80", "0", ["ipv6", "ipv4"]),
        ("bind :::80 v4v6", "1", ["ipv6", "ipv4"]),
        ("bind :::80 v6only", "0", ["ipv6"]),
        ("bind :::80", "1", ["ipv6"]),
        ("bind 2001:db8::36:80 v4v6", "0", ["ipv6"]),
        ("bind *:80", "0", ["ipv4"]),
    ],
)
def test_the_families_of_an_address(
    tmp_path: Path, line: str, sysctl: str, families: list[str]
) -> None:
    files = {
        HAPROXY: f"frontend web\n{line}\n",
        "etc/sysctl.d/v6.conf": f"net.ipv6.bindv6only={sysctl}\n",
    }

    assert [bind.family for bind in node(tmp_path, files).haproxy.binds] == families


def test_a_bind_under_a_condition_may_not_be_there(tmp_path: Path) -> None:
    text = (
        "frontend a\n.if defined(X)\n bind :80\n.else\n bind :81\n.endif\n bind :82\n"
        ".if defined(Y)\nfrontend b\n bind :83\n.endif\n bind :84\n"
    )

    assert [(b.text, b.conditional) for b in binds(tmp_path, text)] == [
        (":80", True),
        (":81", True),
        (":82", False),
        (":83", True),
        (":84", False),
    ]


def test_an_address_on_the_section_line(tmp_path: Path) -> None:
    text = "listen web 172.22.21.36:80\nlisten x from d\nbackend web2 10.0.0.1:80\n"

    assert [bind.text for bind in binds(tmp_path, text)] == ["172.22.21.36:80"]


def test_sections_that_listen(tmp_path: Path) -> None:
    text = (
        "backend b\n bind :1\nlog-forward l\n bind :2\n dgram-bind udp@172.22.21.36:514\n"
        "peers p\n bind :3\nlisten s\n bind :4\nuserlist u\n bind :5\n"
    )
    proxies = node(tmp_path, {HAPROXY: text}).haproxy.proxies

    assert [(p.kind, p.name, [b.text for b in p.binds]) for p in proxies] == [
        ("log-forward", "l", [":2", "udp@172.22.21.36:514"]),
        ("peers", "p", [":3"]),
        ("listen", "s", [":4"]),
    ]


def test_comments_quotes_and_carriage_returns(tmp_path: Path) -> None:
    text = (
        "frontend 'web' # front\r\n bind\t:80 crt '/a b' crt /c\\ d#no\r\n #bind :81\r\n bind :82"
    )
    found = binds(tmp_path, text)

    assert [bind.text for bind in found] == [":80", ":82"]
    assert list(found[0].arguments("crt")) == ["/a b", "/c d"]


def test_a_bind_without_an_address_is_none(tmp_path: Path) -> None:
    assert binds(tmp_path, "frontend web\n bind\n bind ,\n bind #\n") == []
