# SPDX-License-Identifier: Apache-2.0
"""Sites drawn from the input space of docs/model.md, which says what of it is not drawn.

Here are the nodes: how many there are, HAProxy that can and cannot bind, units that restart, are
enabled, and are not, files that systemd writes for HAProxy. What keepalived is told is in
generated_keepalived.
"""

from collections.abc import Mapping
from typing import NamedTuple

from hypothesis import strategies as st
from tests.prove.generated_keepalived import (
    DISAGREE,
    NOTIFIES,
    Network,
    Shared,
    agreed,
    keepalived_conf,
)

Files = Mapping[str, Mapping[str, str]]
INTERFACES = (
    "auto eth0\niface eth0 inet static\n    address 10.1.0.{n}\n    netmask 255.255.255.0\n"
    "auto eth1\niface eth1 inet static\n    address 10.2.0.{n}\n    netmask 255.255.255.0\n"
)
PASSWD = "root:x:0:0::/root:/bin/sh\nhaproxy:x:101:101::/var/lib/haproxy:/usr/sbin/nologin\n"
"""Without the user that some checks would run as."""

UNIT = "etc/systemd/system/{}.service.d/own.conf"
BINDS = {"transparent": "{}:80 transparent", "plain": "{}:80"}
STATIC = (
    "[Service]\nType=notify\nRestart=always\n"
    "ExecStart=/usr/sbin/haproxy -Ws -f /etc/haproxy/haproxy.cfg -p /run/haproxy.pid\n"
)
"""A unit that is not enabled: nothing starts it at boot."""
HAPROXY = (
    "defaults\n    mode http\n    timeout connect 5s\n    timeout client 5s\n"
    "    timeout server 5s\nlisten health\n    bind 127.0.0.1:8404\nfrontend web\n"
)


KEEPALIVED = "etc/keepalived/keepalived.conf"


class Case(NamedTuple):
    """The files of a site, and which strikes to try: each picks one of those that are possible."""

    files: Files
    picks: tuple[int, ...]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case."""
    nodes = draw(st.sampled_from((2, 2, 2, 3)))
    groups = draw(st.sampled_from((1, 1, 1, 2)))
    sync = groups == 2 and draw(st.booleans())
    shared = [draw(agreed()) for _ in range(groups)]
    # Of three nodes, the two that agree are silenced by the third: docs/model.md leaves that out.
    odd = draw(st.sampled_from((None, None, None, *DISAGREE))) if nodes == 2 else None
    bind = draw(st.sampled_from(("transparent", "wildcard", "transparent", "plain")))
    files = {
        f"lb{n}": _node(
            draw,
            Network(n, nodes, tuple(shared), sync, odd if n == nodes else None),
            bind,
        )
        for n in range(1, nodes + 1)
    }
    picks = draw(st.tuples(*[st.integers(0, 9999)] * 4))
    return Case(files, picks)


def _node(draw: st.DrawFn, network: Network, bind: str) -> dict[str, str]:
    names = dict.fromkeys(_bind(bind, common, g) for g, common in enumerate(network.shared))
    files = {
        KEEPALIVED: keepalived_conf(draw, network, () if bind == "plain" else NOTIFIES),
        "etc/haproxy/haproxy.cfg": HAPROXY + "".join(f"    bind {name}\n" for name in names),
        "etc/network/interfaces": INTERFACES.format(n=9 + network.n),
        "etc/passwd": PASSWD,
    }
    if draw(st.booleans()):
        files[UNIT.format("keepalived")] = "[Service]\nRestart=on-failure\n"
    if draw(st.integers(0, 7)) == 7:
        files["etc/systemd/system/haproxy.service"] = STATIC
    unit = draw(UNITS) + draw(TELLS)
    if unit:
        files[UNIT.format("haproxy")] = unit
    if ENDED.format(3) in unit:  # a file that fails with two numbers is opaque, and still written
        files[KEEPALIVED] = files[KEEPALIVED].replace("init_file 1", "init_file 3")
    return files


def _bind(kind: str, common: Shared, g: int) -> str:
    every = ":::80 v6only" if common.ipv6 else "*:80"
    vip = f"[{common.vip(100 + g)}]" if common.ipv6 else common.vip(100 + g)
    return every if kind == "wildcard" else BINDS[kind].format(vip)


UNITS = st.sampled_from(("", "", "", "[Unit]\nStartLimitBurst=0\n", "[Service]\nRestart=no\n"))
WELL = "[Service]\nExecStartPost=/bin/sh -c 'echo 0 >/run/told'\n"
ENDED = "ExecStopPost=/bin/sh -c 'echo {} >/run/told'\n"
TELLS = st.sampled_from(("", WELL, WELL + ENDED.format(1), WELL + ENDED.format(3)))
"""Who writes the tracked file: nobody that the files show, or haproxy.service."""
