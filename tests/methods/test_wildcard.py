# SPDX-License-Identifier: Apache-2.0
"""Every address in the place of the VIP, and refused where that would collide."""

from pathlib import Path

import pytest
from tests.methods.sites import CFG, PLAIN, VIPS, files_after, one, plan, races, refused, site

from holdfast.load.reload import reload
from holdfast.load.site import load


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"bind 172.22.21.36:80\n", b"bind *:80\n"),
        (b"bind 172.22.21.36:80", b"bind *:80"),
        (b"\tbind  172.22.21.36:80 ssl crt x # a\r\n", b"\tbind  *:80 ssl crt x # a\r\n"),
        (b"bind 172.22.21.36:80-90\n", b"bind *:80-90\n"),
        (b"bind ipv4@172.22.21.36:80\n", b"bind ipv4@*:80\n"),
        (b'bind "172.22.21.36:80"\n', b'bind "*:80"\n'),
        (b"bind '172.22.21.36:80,/run/s'\n", b"bind '*:80,/run/s'\n"),
        (b"bind 127.0.0.1:8080,172.22.21.36:80\n", b"bind 127.0.0.1:8080,*:80\n"),
        (b"bind 172.22.21.36:80,172.22.21.37:80\n", b"bind *:80\n"),
        (b"bind 172.22.21.36:80,172.22.21.37:81\n", b"bind *:80,*:81\n"),
        (b"bind [2001:db8::36]:80 ssl\n", b"bind [::]:80 v6only ssl\n"),
        (b"bind 2001:db8::36:80 v6only\n", b"bind [::]:80 v6only\n"),
        (b"bind [2001:db8::36]:80 v4v6\n", b"bind [::]:80 v4v6\n"),
        (b"bind 172.22.21.36:80,[2001:db8::36]:80\n", b"bind *:80,[::]:80 v6only\n"),
        (b"bind 172.22.21.36:80\nbind [2001:db8::36]:80\n", b"bind *:80\nbind [::]:80 v6only\n"),
        (b"bind 172.22.21.36:80\nbind [::]:80 v6only\n", b"bind *:80\nbind [::]:80 v6only\n"),
        (b"bind 172.22.21.36:443\nbind udp4@172.22.21.36:443\n", b"bind *:443\nbind udp4@*:443\n"),
    ],
)
def test_the_address_becomes_every_address(tmp_path: Path, before: bytes, after: bytes) -> None:
    of = site(tmp_path, {CFG: b"frontend web\n" + before})

    assert one(files_after(of, "wildcard")) == b"frontend web\n" + after
    assert races(reload(of, plan(of, "wildcard").changes)) == []


@pytest.mark.parametrize(
    ("word", "after"),
    [
        (b'"$VIP:80"', b'"*:80"'),
        (b'"${VIP}:${PORT}"', b'"*:${PORT}"'),
        (b'"${BOTH}"', b'"*:81"'),
    ],
)
def test_variables_are_put_in_the_place_of(tmp_path: Path, word: bytes, after: bytes) -> None:
    head = b"global\n setenv VIP 172.22.21.36\n setenv PORT 82\n setenv BOTH 172.22.21.36:81\n"
    of = site(tmp_path, {CFG: head + b"frontend web\n bind " + word + b"\n"})

    assert one(files_after(of, "wildcard")) == head + b"frontend web\n bind " + after + b"\n"


def test_log_forward_listens_to_datagrams_beside_streams(tmp_path: Path) -> None:
    log = b"log-forward in\n dgram-bind 172.22.21.36:514\n bind 172.22.21.36:514\n"
    of = site(tmp_path, {CFG: log})

    assert one(files_after(of, "wildcard")) == log.replace(b"172.22.21.36", b"*")


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (b"bind 172.22.21.37:80", "172.22.21.37:80"),
        (b"bind 172.22.21.36:80", "172.22.21.36:80"),
        (b"bind 127.0.0.1:80", "127.0.0.1:80"),
        (b"bind 127.0.0.1:79-81", "127.0.0.1:79-81"),
        (b"bind *:80", "*:80"),
        (b"bind [::]:80", "[::]:80"),
        (b"bind localhost:80", "localhost:80"),
    ],
)
def test_a_port_that_another_bind_has_is_refused(tmp_path: Path, other: bytes, named: str) -> None:
    of = site(tmp_path, {CFG: PLAIN + b"frontend api\n    " + other + b"\n"})

    assert refused(of, "wildcard") == (
        "lb1: /etc/haproxy/haproxy.cfg:2: port 80 on every address would collide with "
        f"{named} (/etc/haproxy/haproxy.cfg:4); take --method transparent"
    )


def test_a_word_of_several_quotes_is_refused(tmp_path: Path) -> None:
    of = site(tmp_path, {CFG: b"frontend web\n bind 172.22.'21'.36:80\n"})

    assert refused(of, "wildcard") == (
        "lb1: /etc/haproxy/haproxy.cfg:2: no single word says 172.22.21.36:80, so it cannot be "
        "put for every address; take --method transparent"
    )


def test_a_stats_socket_is_not_opened_to_everybody(tmp_path: Path) -> None:
    of = site(tmp_path, {CFG: b"global\n stats socket ipv4@172.22.21.36:9999 level admin\n"})

    assert refused(of, "wildcard") == (
        "lb1: /etc/haproxy/haproxy.cfg:2: a stats socket on every address would let everybody "
        "steer HAProxy; take --method transparent"
    )


def test_loose_files_are_mended_too(tmp_path: Path) -> None:
    (tmp_path / "a.cfg").write_bytes(PLAIN)
    (tmp_path / "keepalived.conf").write_bytes(VIPS)
    of = load([str(tmp_path / "a.cfg"), str(tmp_path / "keepalived.conf")])

    assert races(reload(of, plan(of, "wildcard").changes)) == []


def test_the_plan_warns_that_the_port_is_open_everywhere(tmp_path: Path) -> None:
    assert plan(site(tmp_path, {CFG: PLAIN}), "wildcard").notes[0] == (
        "HAProxy now answers on every address of the node, those on other networks too: see that "
        "no other program listens on these ports, and that the firewall keeps out whom it should"
    )
