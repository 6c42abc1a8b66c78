# SPDX-License-Identifier: Apache-2.0
"""The pair with the relay in a lab, a HAProxy behind it that answers, and a host with wrk."""

from pathlib import Path

from bench.failover.variants import Variant, made
from bench.relay_cost.loads import Load, Pair, Spoilt, rate
from msgspec.structs import replace

from holdfast.drill.stage.stage import HAPROXY, stage
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.lab import Lab
from holdfast.lab.spec import Interface, LabSpec, Node, NodeFile
from holdfast.load.site import load
from holdfast.model.relay import RELAY_UNIT

VIP = "172.22.21.36"
_RELAYED = Variant("relayed", ("--method", "dummy", "--relay"))
"""Without timers: on a machine that wrk saturates their check would call HAProxy hung."""
_ORIGINS = ("172.22.21.101/24", "172.22.21.102/24")
_ANSWERS = b"""\
defaults
    mode http
    timeout client 9s
frontend origin
    bind :80
    http-request return status 200 content-type text/plain string "holdfast lab"
"""
_PORTS = (("net.ipv4.ip_local_port_range", "1025 65535"), ("net.ipv4.tcp_tw_reuse", "1"))
"""So that no host runs out of ports, with the relay or without."""


def spec(folder: Path) -> LabSpec:
    """lb1 and lb2 as `holdfast fix` makes them; the world answers for nobody."""
    found = stage(load([str(made(_RELAYED, folder))])).spec
    (segment,) = found.segments
    unit = next(unit for unit in found.nodes[0].units if unit.name == HAPROXY)
    origin = Node(
        "origin",
        files={"/etc/haproxy/haproxy.cfg": NodeFile(_ANSWERS)},
        interfaces=(Interface("ens18", segment, _ORIGINS),),
        units=(replace(unit, exec_start_post=(), exec_stop_post=(), wants=()),),
    )
    wrk = Node(
        "wrk", interfaces=(Interface("ens18", segment, ("172.22.21.50/24",)),), sysctls=_PORTS
    )
    nodes = (replace(node, sysctls=node.sysctls + _PORTS) for node in found.nodes)
    return replace(found, nodes=(*nodes, origin, wrk), world=replace(found.world, backends=()))


def ready(lab: Lab) -> None:
    """Until lb1 owns the VIP and a request is answered."""
    lab.boot()
    lab.eventually(
        lambda: lab.owners(VIP, interface="ens18") == ("lb1",), within=SETTLE_MS, what="VIP"
    )
    lab.eventually(lambda: _answers(lab), within=SETTLE_MS, what="an answer")


def sample(lab: Lab, one: Load, seconds: int, *, relay_first: bool) -> Pair:
    """Once with lb1's table and once without, at once after each other."""
    found = {
        relay: _rate(lab, one, seconds, relay=relay) for relay in (relay_first, not relay_first)
    }
    return Pair(found[False], found[True])


def _rate(lab: Lab, one: Load, seconds: int, *, relay: bool) -> float:
    ran = lab.systemctl("lb1", "start" if relay else "stop", RELAY_UNIT)
    has = lab.run("lb1", "nft", "list", "table", "ip", "holdfast_relay").status == 0
    if ran.status or has != relay:
        raise Spoilt(f"the table of lb1 is {'there' if has else 'not there'}: {ran.output}")
    return rate(lab.run("wrk", *one.words(f"http://{VIP}/", seconds)).output)


def _answers(lab: Lab) -> bool:
    return lab.run("wrk", "curl", "-sfm1", f"http://{VIP}/").status == 0
