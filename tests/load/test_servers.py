# SPDX-License-Identifier: Apache-2.0
"""Servers, and the files haproxy.cfg names."""

from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, node, source

from holdfast.load.servers import host_and_port, references, servers
from holdfast.model.address import parse_address


def named(folder: Path, text: str) -> list[tuple[str, str]]:
    return [(r.keyword, r.path) for r in references(node(folder, {HAPROXY: text}))]


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("web1.example.org:80", "web1.example.org", 80),
        ("web1", "web1", None),
        ("10.0.0.1", "10.0.0.1", None),
        ("10.0.0.1:+80", "10.0.0.1", None),
        ("ipv4@10.0.0.1:80", "10.0.0.1", 80),
        ("[2001:db8::1]:80", "2001:db8::1", 80),
        ("[2001:db8::1]", "2001:db8::1", None),
        ("unix@/run/x.sock", "unix@/run/x.sock", None),
        ("/run/x.sock", "/run/x.sock", None),
        ("abns@x", "abns@x", None),
    ],
)
def test_addresses(text: str, host: str, port: int | None) -> None:
    assert host_and_port(text) == (parse_address(host) or host, port)


def test_servers_of_backends_and_listens_only(tmp_path: Path) -> None:
    text = (
        "global\n setenv WEB 10.0.0.1\nbackend b\n server a $WEB:80 check inter 2s # x\n"
        " server short\n default-server check\nlisten l\n server c d:81 backup\n"
        "peers p\n server lb1 10.0.0.9:1024\nfrontend f\n server no 10.0.0.8:1\n"
    )
    lb1 = node(tmp_path, {HAPROXY: text})
    found = servers(lb1)

    assert [(s.proxy, s.name, str(s.host), s.port, s.options) for s in found] == [
        ("b", "a", "10.0.0.1", 80, ("check", "inter", "2s")),
        ("l", "c", "d", 81, ("backup",)),
    ]
    assert source(lb1, found[0].place) == "server a $WEB:80 check inter 2s"


@pytest.mark.parametrize(
    "text",
    [
        "frontend f\n bind :443 ssl crt @store/site\n",
        "frontend f\n bind :443 ssl crt ${CERT}\n",
        "backend b\n server s a:1 ca-file @system-ca\n",
        "frontend f\n acl a path_beg -i /map\n",
        "frontend f\n http-request set-var(txn.key) str(x)\n",
        "# errorfile 503 /x\n",
    ],
)
def test_what_names_no_file(tmp_path: Path, text: str) -> None:
    assert named(tmp_path, text) == []


def test_certificates_and_their_folders(tmp_path: Path) -> None:
    text = (
        "frontend early\n bind :442 ssl crt a.pem\n"
        "global\n ca-base /etc/ca\n crt-base /etc/crt\n lua-load /etc/x.lua\n"
        " ssl-dh-param-file /etc/dh.pem\n"
        "frontend f\n bind :443 ssl crt b.pem crt /etc/c.pem crt-list /etc/list ca-file ca.pem\n"
        "backend b\n server s 10.0.0.1:443 ssl ca-file ca.pem crl-file crl.pem crt d.pem\n"
    )

    assert named(tmp_path, text) == [
        ("crt", "/a.pem"),
        ("lua-load", "/etc/x.lua"),
        ("ssl-dh-param-file", "/etc/dh.pem"),
        ("crt", "/etc/crt/b.pem"),
        ("crt", "/etc/c.pem"),
        ("crt-list", "/etc/list"),
        ("ca-file", "/etc/ca/ca.pem"),
        ("ca-file", "/etc/ca/ca.pem"),
        ("crl-file", "/etc/ca/crl.pem"),
        ("crt", "/etc/crt/d.pem"),
    ]


def test_other_files(tmp_path: Path) -> None:
    text = (
        "defaults\n errorfile 503 /etc/e/503.http\n"
        "frontend f\n acl bad src -f /etc/bad.lst -f /etc/worse.lst\n"
        " use_backend %[req.hdr(host),lower,map_dom(/etc/hosts.map,b)]\n"
        " http-request deny if { src -f /etc/deny.lst }\n"
        " http-request return status 200 content-type text/plain file /etc/ok.txt if { path /x }\n"
        " http-request set-map(/etc/set.map) a b\n"
        " filter spoe engine e config /etc/spoe.conf\n"
        "backend b\n external-check command /opt/check.sh\n"
        "crt-store s\n load crt /a.crt key /a.key ocsp /a.ocsp\n"
    )
    lb1 = node(tmp_path, {HAPROXY: text})

    assert [(r.keyword, r.path) for r in references(lb1)] == [
        ("errorfile", "/etc/e/503.http"),
        ("-f", "/etc/bad.lst"),
        ("-f", "/etc/worse.lst"),
        ("map", "/etc/hosts.map"),
        ("-f", "/etc/deny.lst"),
        ("file", "/etc/ok.txt"),
        ("map", "/etc/set.map"),
        ("config", "/etc/spoe.conf"),
        ("external-check", "/opt/check.sh"),
        ("crt", "/a.crt"),
        ("key", "/a.key"),
        ("ocsp", "/a.ocsp"),
    ]
    assert source(lb1, references(lb1)[1].place) == "/etc/bad.lst"
