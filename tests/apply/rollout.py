# SPDX-License-Identifier: Apache-2.0
"""A pair in a lab, and steps that do to it a bit of everything that a plan can do."""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from holdfast.drill.stage.stage import stage
from holdfast.lab.events import AddressChanged
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.traffic import Download, Target
from holdfast.load.site import load
from holdfast.model.site import Node, Site
from holdfast.model.steps import (
    Accepted,
    Act,
    AddAddress,
    CreateFile,
    Owned,
    Placed,
    RemoveFile,
    Serves,
    Service,
    SetKernel,
    Step,
    UnitJob,
    WriteFile,
)

VIP = "172.22.21.36"
CFG, CONF = "/etc/haproxy/haproxy.cfg", "/etc/keepalived/keepalived.conf"
NEW, OLD = "/etc/haproxy/maps/of/net.map", "/etc/haproxy/old.map"
MAP = b"10.0.0.0/8 inside\n"
SERVED_MS = 20_000


MIGRATES = "echo 1 >/proc/sys/net/ipv4/tcp_migrate_req"
"""So that HAProxy, where `transparent` makes another socket of its bind, loses nobody who waits in
the former one: `apply.plan.sockets`."""

START = (
    "systemctl is-active haproxy || { systemctl reset-failed haproxy; systemctl start haproxy; }"
)


def settle(lab: Lab) -> None:
    """lb1 owns the VIP and serves; HAProxy on lb2 could not bind it and has given up.

    On a slow machine HAProxy on lb1 gives up, too, before the VIP is there.
    """
    lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=30_000, what="lb1 owns it")
    lab.eventually(
        lambda: lab.systemctl("lb2", "is-failed", "haproxy").status == 0,
        within=30_000,
        what="HAProxy on lb2 is at its start limit",
    )
    lab.run("lb1", "/bin/sh", "-c", START)
    assert lab.run("lb1", "/bin/sh", "-c", MIGRATES).status == 0


def ask(lab: Lab, downloads: int = 0) -> float:
    """Let the client ask from now on; the time after which every request has to be answered."""
    target = Target(VIP, 80)
    lab.start_traffic([target], Download(target, count=downloads) if downloads else None)
    lab.eventually(lambda: _answered(lab), within=30_000, what="the VIP answers")
    return now_ms()


def _answered(lab: Lab) -> bool:
    [samples] = lab.traffic().samples
    return bool(samples.ok) and bool(samples.ok[-1])


def failed(lab: Lab, since_ms: float) -> list[float]:
    """When requests that began after that time were not answered, in ms since; the client ends."""
    [samples] = lab.stop_traffic().samples
    since = [(start, ok) for start, ok in zip(samples.start_ms, samples.ok, strict=True)
             if start > since_ms]  # fmt: skip
    assert len(since) > 100
    return [start - since_ms for start, ok in since if not ok]


def owners_since(lab: Lab, since_ms: float) -> list[frozenset[str]]:
    """Who had the VIP on the wire from then on, in turn, by the kernel's own messages; lb1 at
    first."""
    having: set[str] = {"lb1"}
    found = [frozenset(having)]
    for event in lab.events(since_ms):
        if isinstance(event, AddressChanged) and _is_vip(event):
            (having.add if event.present else having.discard)(event.node)
            found.append(frozenset(having))
    return found


def _is_vip(event: AddressChanged) -> bool:
    return event.interface == "ens18" and event.address.startswith(f"{VIP}/")


@contextmanager
def running(site: Site) -> Iterator[Lab]:
    """Both nodes, as `settle` has them."""
    with Lab(stage(site).spec) as lab:
        lab.boot()
        settle(lab)
        yield lab


def turns(site: Site, *, cfg: bytes = b" transparent") -> tuple[Step, ...]:
    """The backup first: its files, its kernel, its daemons; then the same on the owner."""
    return tuple(step for name in ("lb2", "lb1") for step in _turn(_node(site, name), cfg))


def _turn(node: Node, transparent: bytes) -> Iterator[Step]:
    name = node.name or ""
    haproxy = node.files[CFG].data.replace(b":80\n", b":80" + transparent + b"\n", 1)
    keepalived = node.files[CONF].data.replace(b"router_id lb", b"router_id node")
    files: tuple[Act, ...] = (
        WriteFile(name, CFG, haproxy),
        WriteFile(name, CONF, keepalived),
        CreateFile(name, NEW, MAP, 0o640),
        RemoveFile(name, OLD),
    )
    checks = (
        Accepted(name, "haproxy.service", ("haproxy", "-c", "-f", CFG)),
        Accepted(name, "keepalived.service", ("keepalived", "-t", "-f", CONF)),
    )
    yield Step(f"{name} gets its files", files, checks)
    kernel = (
        SetKernel(name, "net.ipv4.ip_nonlocal_bind", "1"),
        AddAddress(name, "lo", ip_address("192.0.2.7"), 32),
    )
    yield Step(f"the kernel of {name} knows them", kernel)
    daemons = (
        UnitJob(name, "reload-or-restart", "haproxy.service"),
        UnitJob(name, "reload", "keepalived.service"),
    )
    serves = Serves(name, (Service(ip_address(VIP), 80),), ("/run/haproxy/admin.sock",), SERVED_MS)
    at, other = Placed(ip_address(VIP), "lb1", "ens18"), Placed(ip_address(VIP), "lb2", "ens18")
    owned = Owned(at, (other,), SERVED_MS)
    yield Step(f"the daemons of {name} read them", daemons, (serves, owned), commits=True)


def _node(site: Site, name: str) -> Node:
    return next(node for node in site.nodes if node.name == name)


def read(folder: str) -> Site:
    """The site of a folder."""
    return load([folder])
