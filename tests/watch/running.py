# SPDX-License-Identifier: Apache-2.0
"""Looks at the pair of the examples that was never run: each as a node would tell it."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from holdfast.load.site import load
from holdfast.model.facts import LinkFact, SocketFact
from holdfast.model.look import DaemonSeen, HaproxyAnswer, InstanceSeen, Look, Unread
from holdfast.model.site import Site
from holdfast.watch.expected import Expected, expected
from holdfast.watch.state import SiteState, site_state

PAIR = Path(__file__).parents[2] / "examples" / "pair-fixed"
VIP = "172.22.21.36"
NOON = 1_800_000_000.0
SOCKET = "/run/haproxy/admin.sock"


def pair() -> tuple[Site, dict[str, Expected]]:
    site = load([str(PAIR)])
    return site, {node.name or "": expected(site, node, dump=True) for node in site.nodes}


def node(known: Expected, *, owner: bool) -> Look:
    """A node on which all is well, an hour after its last transition."""
    own = ("172.22.21.10/24", f"{VIP}/24") if owner else ("172.22.21.11/24",)
    return Look(
        links=(LinkFact("lo"), LinkFact("ens18", None, "UP", own)),
        haproxy=DaemonSeen("active", "running", 0, 7200.0),
        keepalived=DaemonSeen("active", "running", 0, 3600.0),
        answers=(HaproxyAnswer(SOCKET, "2.6.12", 3),),
        listening=(SocketFact("tcp", VIP, 80, "haproxy"), SocketFact("tcp", "127.0.0.1", 8404)),
        instances={"VI_01": instance(owner=owner)},
        dumped=True,
        hashes=known.hashes,
    )


def instance(*, owner: bool) -> InstanceSeen:
    state = "MASTER" if owner else "BACKUP"
    priority = 101 if owner else 100
    return InstanceSeen(
        "MASTER" if state == "MASTER" else "BACKUP",
        priority,
        priority,
        3600.0,
        1 if owner else 0,
        12,
        3600,
        {"auth_failure": 2},
    )


def well(known: Mapping[str, Expected]) -> dict[str, Look]:
    return {name: node(of, owner=name == "lb1") for name, of in known.items()}


def state(
    site: Site, known: Mapping[str, Expected], looks: Mapping[str, Look | Unread]
) -> SiteState:
    return site_state(site, known, {name: (look, NOON) for name, look in looks.items()})


def without_vip(look: Look) -> Look:
    return replace(look, links=look.links[:1])
