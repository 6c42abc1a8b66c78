# SPDX-License-Identifier: Apache-2.0
"""What is a secret, and how it is kept out of what is told."""

from pathlib import Path

import pytest

from holdfast.load.secrets import secrets, without
from holdfast.load.site import load

CFG = b"""\
global
    presetenv STATS cl3ar
    setenv SITE_TOKEN "t0k 2"
    setenv COLOUR blue
userlist admins
    user anna insecure-password ge:heim groups readers
    user bert password "$5$salt$hash"
    user carl insecure-password "${CARL}"
frontend web
    bind 172.22.21.36:80
    stats auth admin:adm1n
    stats auth "clara:${STATS}"
    http-request set-header Authorization "Basic YWRtaW4="
backend redis
    tcp-check send AUTH\\ r3dis\\r\\n
    tcp-check send "AUTH default r4dis\\r\\n"
    tcp-check send PING\\r\\n
"""
CONF = b"""\
vrrp_instance VI_01 {
    version 3  # this one has no password
    priority 101
    authentication {
        auth_type PASS
        auth_pass k4n1n
    }
}
$SHARED=sh4red
vrrp_instance VI_02 {
    authentication {
        auth_pass $SHARED
    }
}
vrrp_script ask {
    script "/usr/bin/curl -u probe:pr0be http://web:w3b@127.0.0.1/ -o /dev/null"
    user root
}
"""


@pytest.fixture
def hidden(tmp_path: Path) -> frozenset[str]:
    for name, data in {
        "etc/haproxy/haproxy.cfg": CFG,
        "etc/keepalived/keepalived.conf": CONF,
        "etc/default/haproxy": b'API_TOKEN=t0ken\nCARL=c4rl\nCONFIG="/etc/haproxy/haproxy.cfg"\n',
    }.items():
        path = tmp_path / "site" / "lb1" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return secrets(load([str(tmp_path / "site")]))


@pytest.mark.parametrize(
    "secret",
    ["ge:heim", "$5$salt$hash", "adm1n", "admin:adm1n", "YWRtaW4=", "k4n1n", "t0ken", "cl3ar",
     "t0k 2", "c4rl", "r3dis", "r4dis", "sh4red", "pr0be", "w3b"],
)  # fmt: skip
def test_every_kind_of_secret_is_hidden(secret: str, hidden: frozenset[str]) -> None:
    assert without(hidden, f"[haproxy.cfg:3] : '{secret}' is no keyword") == (
        "[haproxy.cfg:3] : '(hidden)' is no keyword"
    )


def test_nothing_else_is(hidden: frozenset[str]) -> None:
    told = "[haproxy.cfg:5] : bind 172.22.21.36:80 of web, /etc/haproxy/haproxy.cfg, user anna, "
    told += "groups readers, set-header Authorization Basic, COLOUR blue, AUTH default, send PING, "
    told += "curl -o /dev/null"
    assert without(hidden, told) == told


def test_a_line_that_ends_with_the_word_password_hides_nothing_of_the_next(
    hidden: frozenset[str],
) -> None:
    assert without(hidden, "priority 101") == "priority 101"


def test_a_secret_inside_a_longer_word_is_another_word() -> None:
    assert without({"1"}, "lb1 is 1 of 172.22.21.11") == "lb1 is (hidden) of 172.22.21.11"
    assert without(frozenset(), "as it is") == "as it is"
