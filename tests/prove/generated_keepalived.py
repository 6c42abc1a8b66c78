# SPDX-License-Identifier: Apache-2.0
"""keepalived.conf of generated sites.

Drawn are versions, intervals, priorities, states, preemption, passwords, unicast, what nodes
disagree about, where a VIP goes, sync groups, notify programs, and trackers of all kinds that a lab
can play.
"""

from typing import NamedTuple

from hypothesis import strategies as st

GLOBALS = "global_defs {\n    script_user root\n    enable_script_security\n}\n"
DISAGREE = ("version", "advert", "password", "unicast", "peer", "vrid", "vips")


class Shared(NamedTuple):
    """What the nodes of a group agree on; `device` is the interface that its VIP goes to."""

    ipv6: bool
    version: int
    advert: str
    password: str
    unicast: bool
    device: str

    def vip(self, last: int) -> str:
        """A VIP on the interface of the group's."""
        wire = 2 if self.device else 1
        return f"2001:db8:{wire}::{last}" if self.ipv6 else f"10.{wire}.0.{last}"


class Network(NamedTuple):
    """A node among its peers: its number of how many, the groups, what it alone says otherwise."""

    n: int
    nodes: int
    shared: tuple[Shared, ...]
    sync: bool
    odd: str | None

    @property
    def peers(self) -> list[str]:
        """The addresses of the others."""
        return [f"10.1.0.{9 + m}" for m in range(1, self.nodes + 1) if m != self.n]


@st.composite
def agreed(draw: st.DrawFn) -> Shared:
    ipv6 = draw(st.sampled_from((False, False, False, False, True)))
    version = 3 if ipv6 else draw(st.sampled_from((2, 3)))
    intervals = ("1", "2") if version == 2 else ("0.1", "0.35", "1", "2")
    return Shared(
        ipv6,
        version,
        draw(st.sampled_from(intervals)),
        draw(st.sampled_from(("", "", "secret", "longerthaneight"))),
        draw(st.booleans()) and not ipv6,
        draw(st.sampled_from(("", "", "", "", "", "eth1"))),
    )


def keepalived_conf(draw: st.DrawFn, network: Network, notifies: tuple[str, ...]) -> str:
    """The file; `notifies` are what instances may tell, now and then."""
    config = GLOBALS + _checks(draw)
    if network.sync:
        members = "".join(f"        VI_{g}\n" for g in range(len(network.shared)))
        config += f"vrrp_sync_group G {{\n    group {{\n{members}    }}\n{draw(OF_GROUP)}}}\n"
    for g in range(len(network.shared)):
        config += _instance(draw, network, g, notifies)
    return config


OF_GROUP = st.sampled_from(
    (
        "",
        "",
        "    track_script {\n        alive\n    }\n",
        "    track_script {\n        alive weight -40\n    }\n",
        "    track_interface {\n        eth1 weight -30\n    }\n",
    )
)
"""Trackers of a sync group's own."""

WEIGHTS = st.one_of(st.just(0), st.integers(-60, 60), st.sampled_from((-253, 253, -2, 2)))
ALIVE = st.sampled_from(
    (
        "/bin/systemctl is-active haproxy",
        "/bin/systemctl is-active haproxy",
        "/usr/bin/curl -so /dev/null --max-time 1 http://127.0.0.1:8404/",
        "/bin/true",
    )
)
OTHER = st.sampled_from(
    ("/usr/bin/test ! -e /run/other", "/usr/bin/test ! -e /run/other", "/bin/false")
)
"""A check that nobody can read, and one that always fails."""

USERS = st.sampled_from(("", "", "", "", "", "    user ghost\n"))
MADE = st.sampled_from(("", "    init_file 0\n", "    init_file 1\n", ""))


def _checks(draw: st.DrawFn) -> str:
    """A check of HAProxy, one that need not have to do with it, and a file."""
    found = ""
    for name, command in (("alive", draw(ALIVE)), ("other", draw(OTHER))):
        weight = draw(WEIGHTS)
        reverse = " reverse" if weight and draw(st.integers(0, 5)) == 0 else ""
        found += (
            f'vrrp_script {name} {{\n    script "{command}"\n    interval 1\n{draw(USERS)}'
            f"    fall {draw(st.integers(1, 2))}\n    rise {draw(st.integers(1, 2))}\n"
            f"    weight {weight}{reverse}\n}}\n"
        )
    told = f"    file /run/told\n    weight {draw(WEIGHTS)}\n{draw(MADE)}"
    return found + f"track_file told {{\n{told}}}\n"


PRIORITIES = st.one_of(
    st.sampled_from((99, 100, 101, 150)), st.integers(1, 254), st.sampled_from((1, 254, 255))
)


def _instance(draw: st.DrawFn, network: Network, g: int, notifies: tuple[str, ...]) -> str:
    lines = [f"state {draw(st.sampled_from(('MASTER', 'BACKUP')))}", "interface eth0"]
    lines += _said(network, g)
    lines.append(f"priority {draw(PRIORITIES)}")
    if draw(st.integers(0, 3)) == 0:
        lines.append("nopreempt")
    elif draw(st.integers(0, 5)) == 0:
        lines.append("preempt_delay 2")
    lines += _trackers(draw)
    rare = [line.format(g=g) for line in RARE if draw(st.integers(0, 5)) == 0]
    lines += [line for line in rare if not (network.shared[g].ipv6 and line in NOT_FOR_IPV6)]
    lines += [line for line in notifies if draw(st.integers(0, 5)) == 0]
    body = "".join(f"    {line}\n" for line in lines)
    return f"vrrp_instance VI_{g} {{\n{body}}}\n"


RARE = (
    "down_timer_adverts 5",
    "dont_track_primary",
    "virtual_ipaddress_excluded {{\n        10.1.0.20{g}/24\n    }}",
)
"""Statements that an instance has now and then."""

NOT_FOR_IPV6 = ("dont_track_primary",)
"""A kernel takes IPv6 addresses from an interface that goes down."""

NOTIFIES = ('notify_master "/bin/systemctl start haproxy"',)
"""Not one that stops HAProxy in FAULT: docs/model.md says where the model is wrong about that."""


def _said(network: Network, g: int) -> list[str]:
    """What the nodes of a group must agree on, and may not."""
    ipv6, version, advert, password, unicast, device = common = network.shared[g]
    vrid, vips, peers = 51 + g, [common.vip(100 + g)], network.peers
    match network.odd if g == 0 else None:
        case "version":
            version = 5 - version
            advert = "1" if version == 2 else advert
        case "advert":
            advert = "3" if version == 2 else "0.6"
        case "password":
            password = "another"
        case "unicast" if not ipv6:
            unicast = not unicast
        case "peer":
            peers = ["10.1.0.77"]
        case "vrid":
            vrid = 99
        case "vips":
            vips = [*vips, common.vip(150)]
    lines = [f"virtual_router_id {vrid}", f"version {version}", f"advert_int {advert}"]
    if password:
        lines.append(
            f"authentication {{\n        auth_type PASS\n        auth_pass {password}\n    }}"
        )
    if unicast:
        listed = "".join(f"        {peer}\n" for peer in peers)
        lines += [f"unicast_src_ip 10.1.0.{9 + network.n}", f"unicast_peer {{\n{listed}    }}"]
    dev = f" dev {device}" if device else ""
    prefix = 64 if ipv6 else 24
    listed = "".join(f"        {vip}/{prefix}{dev}\n" for vip in vips)
    return [*lines, f"virtual_ipaddress {{\n{listed}    }}"]


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
