# SPDX-License-Identifier: Apache-2.0
"""Sites drawn from the input space of docs/model.md, which says what of it is not drawn.

Drawn are numbers of nodes and instances, versions, intervals, priorities, states, preemption,
passwords, unicast, what nodes disagree about, trackers with and without weights, files that systemd
writes for HAProxy, sync groups, HAProxy that can and cannot bind, units that restart and do not.
"""

from collections.abc import Mapping
from typing import NamedTuple

from hypothesis import strategies as st

Files = Mapping[str, Mapping[str, str]]
INTERFACES = (
    "auto eth0\niface eth0 inet static\n    address 10.1.0.{n}\n    netmask 255.255.255.0\n"
)
SECOND = "auto eth1\niface eth1 inet static\n    address 10.2.0.{n}\n    netmask 255.255.255.0\n"
UNIT = "etc/systemd/system/{}.service.d/own.conf"
BINDS = {"transparent": "{}:80 transparent", "wildcard": "*:80", "plain": "{}:80"}


class Case(NamedTuple):
    """The files of a site, and which strikes to try: each picks one of those that are possible."""

    files: Files
    picks: tuple[int, ...]


class Shared(NamedTuple):
    """What the nodes of a group agree on."""

    version: int
    advert: str
    password: str
    unicast: bool


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case."""
    nodes = draw(st.sampled_from((2, 2, 2, 3)))
    groups = draw(st.sampled_from((1, 1, 1, 2)))
    sync = groups == 2 and draw(st.booleans())
    shared = [draw(agreed()) for _ in range(groups)]
    odd = draw(st.sampled_from((None, None, None, *DISAGREE)))
    bind = draw(st.sampled_from(("transparent", "wildcard", "transparent", "plain")))
    files = {
        f"lb{n}": _node(draw, n, nodes, shared, sync, odd if n == nodes else None, bind)
        for n in range(1, nodes + 1)
    }
    picks = draw(st.tuples(*[st.integers(0, 9999)] * 4))
    return Case(files, picks)


@st.composite
def agreed(draw: st.DrawFn) -> Shared:
    version = draw(st.sampled_from((2, 3)))
    intervals = ("1", "2") if version == 2 else ("0.1", "0.35", "1", "2")
    return Shared(
        version,
        draw(st.sampled_from(intervals)),
        draw(st.sampled_from(("", "", "secret", "longerthaneight"))),
        draw(st.booleans()),
    )


DISAGREE = ("version", "advert", "password", "unicast", "peer", "vrid", "vips")


def _node(
    draw: st.DrawFn,
    n: int,
    nodes: int,
    shared: list[Shared],
    sync: bool,
    odd: str | None,
    bind: str,
) -> dict[str, str]:
    vips = [f"10.1.0.{100 + g}" for g in range(len(shared))]
    config = "global_defs {\n    script_user root\n    enable_script_security\n}\n"
    config += _checks(draw)
    if sync:
        members = "".join(f"        VI_{g}\n" for g in range(len(shared)))
        config += f"vrrp_sync_group G {{\n    group {{\n{members}    }}\n}}\n"
    for g, common in enumerate(shared):
        config += _instance(draw, n, nodes, g, common, odd if g == 0 else None)
    cfg = "defaults\n    mode http\n    timeout connect 5s\n    timeout client 5s\n"
    cfg += "    timeout server 5s\nfrontend web\n"
    names = dict.fromkeys(BINDS[bind].format(vip) for vip in vips)
    cfg += "".join(f"    bind {name}\n" for name in names)
    files = {
        "etc/keepalived/keepalived.conf": config,
        "etc/haproxy/haproxy.cfg": cfg,
        "etc/network/interfaces": (INTERFACES + SECOND).format(n=9 + n),
    }
    if draw(st.booleans()):
        files[UNIT.format("keepalived")] = "[Service]\nRestart=on-failure\n"
    unit = draw(
        st.sampled_from(("", "", "", "[Unit]\nStartLimitBurst=0\n", "[Service]\nRestart=no\n"))
    ) + draw(TELLS)
    if unit:
        files[UNIT.format("haproxy")] = unit
    return files


def _checks(draw: st.DrawFn) -> str:
    """A check of HAProxy, one that nobody can read, and a file."""
    found = ""
    for name, command in (
        ("alive", "/bin/systemctl is-active haproxy"),
        ("other", "/usr/bin/test ! -e /run/other"),
    ):
        weight = draw(WEIGHTS)
        reverse = " reverse" if weight and draw(st.integers(0, 5)) == 0 else ""
        found += (
            f'vrrp_script {name} {{\n    script "{command}"\n    interval 1\n'
            f"    fall {draw(st.integers(1, 2))}\n    rise {draw(st.integers(1, 2))}\n"
            f"    weight {weight}{reverse}\n}}\n"
        )
    made = draw(st.sampled_from(("", "    init_file 0\n", "    init_file 1\n")))
    told = f"    file /run/told\n    weight {draw(WEIGHTS)}\n{made}"
    return found + f"track_file told {{\n{told}}}\n"


WELL = "[Service]\nExecStartPost=/bin/sh -c 'echo 0 >/run/told'\n"
ENDED = "ExecStopPost=/bin/sh -c 'echo {} >/run/told'\n"
TELLS = st.sampled_from(("", WELL, WELL + ENDED.format(1), WELL + ENDED.format(3)))
"""Who writes the tracked file: nobody that the files show, or haproxy.service."""

WEIGHTS = st.one_of(st.just(0), st.integers(-60, 60), st.sampled_from((-253, 253, -2, 2)))
PRIORITIES = st.one_of(
    st.sampled_from((99, 100, 101, 150)), st.integers(1, 254), st.sampled_from((1, 254, 255))
)


def _instance(draw: st.DrawFn, n: int, nodes: int, g: int, common: Shared, odd: str | None) -> str:
    version, advert, password, unicast = common
    vrid, vips = 51 + g, [f"10.1.0.{100 + g}"]
    peers = [f"10.1.0.{9 + m}" for m in range(1, nodes + 1) if m != n]
    match odd:
        case "version":
            version = 5 - version
            advert = "1" if version == 2 else advert
        case "advert":
            advert = "3" if version == 2 else "0.6"
        case "password":
            password = "another"
        case "unicast":
            unicast = not unicast
        case "peer":
            peers = ["10.1.0.77"]
        case "vrid":
            vrid = 99
        case "vips":
            vips = [*vips, "10.1.0.150"]
    lines = [
        f"state {draw(st.sampled_from(('MASTER', 'BACKUP')))}",
        "interface eth0",
        f"virtual_router_id {vrid}",
        f"priority {draw(PRIORITIES)}",
        f"version {version}",
        f"advert_int {advert}",
    ]
    if draw(st.integers(0, 3)) == 0:
        lines.append("nopreempt")
    elif draw(st.integers(0, 5)) == 0:
        lines.append("preempt_delay 2")
    if password:
        lines.append(
            f"authentication {{\n        auth_type PASS\n        auth_pass {password}\n    }}"
        )
    if unicast:
        listed = "".join(f"        {peer}\n" for peer in peers)
        lines += [f"unicast_src_ip 10.1.0.{9 + n}", f"unicast_peer {{\n{listed}    }}"]
    lines += _trackers(draw)
    listed = "".join(f"        {vip}/24\n" for vip in vips)
    lines.append(f"virtual_ipaddress {{\n{listed}    }}")
    body = "".join(f"    {line}\n" for line in lines)
    return f"vrrp_instance VI_{g} {{\n{body}}}\n"


def _trackers(draw: st.DrawFn) -> list[str]:
    found = []
    scripts = draw(st.sampled_from((["alive"], ["alive"], ["other"], ["alive", "other"], [])))
    if scripts:
        found.append("track_script {\n" + "".join(f"        {s}\n" for s in scripts) + "    }")
    if draw(st.integers(0, 3)) == 0:
        found.append("track_file {\n        told\n    }")
    if draw(st.integers(0, 3)) == 0:
        weight = draw(st.sampled_from(("", " weight -30", " weight 20", " weight 5 reverse")))
        found.append(f"track_interface {{\n        eth1{weight}\n    }}")
    return found
