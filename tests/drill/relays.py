# SPDX-License-Identifier: Apache-2.0
"""Sites with the relay, running in a lab, and a client beside them that asks in odd ways."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from holdfast.drill.stage.stage import stage
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.spec import Interface, LabSpec, Node, NodeFile
from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.methods import relay
from holdfast.methods.method import Plan
from holdfast.model.relay import RELAY_UNIT
from holdfast.model.site import Site
from holdfast.model.unit import HAPROXY, KEEPALIVED

VIP, VIP6 = "172.22.21.36", "fd00:21::36"
BOTH = pytest.mark.parametrize("version", ["4", "6"])
"""Of IP."""
CLIENT = {"4": "172.22.21.50", "6": "fd00:21::50"}
ODD = ("odd_client.py", "odd_router.py")

_HAPROXY = """\
global
    stats socket /run/haproxy/admin.sock mode 660 level admin
    maxconn 400
defaults
    log global
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend web
    bind 172.22.21.36:80
    bind [fd00:21::36]:80
    http-request return status 200 content-type text/plain string {name} if {{ path /who }}
    default_backend web
backend web
    server web1 172.22.21.101:80 check inter 60s
    server web2 172.22.21.102:80 check inter 60s
"""
_INTERFACES = """\
auto ens18
iface ens18 inet static
    address 172.22.21.{host}/24
iface ens18 inet6 static
    address fd00:21::{host}/64
"""
_NFTABLES = "flush ruleset\ntable inet filter {\n}\n"
_KEEPALIVED = """\
global_defs {{
    router_id {name}
    vrrp_version 3
}}
vrrp_instance V4 {{
    interface ens18
    virtual_router_id 51
    priority {priority}
    advert_int 0.2
    virtual_ipaddress {{
        172.22.21.36/24
    }}
}}
vrrp_instance V6 {{
    interface ens18
    virtual_router_id 51
    priority {priority}
    advert_int 0.2
    virtual_ipaddress {{
        fe80::36/64
        fd00:21::36/64
    }}
}}
"""


def plain_site(folder: Path, nodes: int = 2) -> Site:
    """lb1, lb2 … on one wire, with both families, each node's own addresses declared."""
    for number in range(nodes):
        name, host = f"lb{number + 1}", 10 + number
        files = {
            "etc/haproxy/haproxy.cfg": _HAPROXY.format(name=name),
            "etc/nftables.conf": _NFTABLES,
            "etc/network/interfaces": _INTERFACES.format(host=host),
            "etc/keepalived/keepalived.conf": _KEEPALIVED.format(name=name, priority=254 - number),
        }
        for path, text in files.items():
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    return load([str(folder)])


def with_relay(site: Site) -> Site:
    """The site with what `fix --relay` writes."""
    plan = relay.plan(site)
    assert isinstance(plan, Plan), plan
    return reload(site, plan.changes)


def spec_of(site: Site, *, sysctls: tuple[tuple[str, str], ...] = ()) -> LabSpec:
    """Its lab, settings added to every node, and `odd` on the same wire: a node without daemons."""
    spec = stage(site).spec
    odd = Node(
        "odd",
        files={f"/{name}": NodeFile(Path(__file__).with_name(name).read_bytes()) for name in ODD},
        interfaces=(Interface("ens18", "lan0", (f"{CLIENT['4']}/24", f"{CLIENT['6']}/64")),),
    )
    nodes = [replace(node, sysctls=node.sysctls + sysctls) for node in spec.nodes]
    return replace(spec, nodes=(*nodes, odd))


def ask(lab: Lab, what: str, *words: str) -> Any:
    """What the odd client answers."""
    ran = lab.run("odd", "/usr/bin/python3", "/odd_client.py", what, *words)
    assert ran.status == 0, ran.output
    return json.loads(ran.output)


def too_big(lab: Lab, version: str, port: int, mtu: int) -> None:
    """A router says that what the VIP sends to this port of the client is too big for it."""
    vip = VIP6 if version == "6" else VIP
    words = (version, vip, CLIENT[version], str(port), str(mtu))
    ran = lab.run("odd", "/usr/bin/python3", "/odd_router.py", *words)
    assert ran.status == 0, ran.output


def command(lab: Lab, name: str, words: str) -> None:
    """Give HAProxy's admin socket a command."""
    script = (
        "import socket, sys; end = socket.socket(socket.AF_UNIX); end.settimeout(5); "
        "end.connect('/run/haproxy/admin.sock'); end.sendall(sys.argv[1].encode() + b'\\n'); "
        "sys.stdout.write(end.recv(4096).decode())"
    )
    ran = lab.run(name, "/usr/bin/python3", "-c", script, words)
    assert (ran.status, ran.output.strip()) == (0, ""), ran.output


def begin(lab: Lab, what: str, *words: str) -> None:
    """Let the odd client begin something that takes a while; `ended` has its answer."""
    lab.run("odd", "rm", "-f", "/run/begun", "/run/go", "/run/answer")
    command = f"python3 /odd_client.py {what} {' '.join(words)} >/run/partial 2>&1"
    lab.run("odd", "sh", "-c", f"({command}; mv /run/partial /run/answer) &")
    within(lab, lambda: lab.run("odd", "test", "-e", "/run/begun").status == 0, f"{what} begun")


def ended(lab: Lab) -> Any:
    within(lab, lambda: lab.run("odd", "test", "-e", "/run/answer").status == 0, "an answer")
    return json.loads(lab.run("odd", "cat", "/run/answer").output)


def boot(lab: Lab) -> None:
    """Until lb1 owns both VIPs, all HAProxys run, and every node has heard of its peers."""
    lab.boot()
    names = [node.name for node in lab.spec.nodes if node.units]
    owned_by(lab, "lb1")
    for name in names:
        runs(lab, name)
    hear_each_other(lab)


@contextmanager
def running_site(
    folder: Path, nodes: int = 2, sysctls: tuple[tuple[str, str], ...] = ()
) -> Iterator[Lab]:
    """lb1, lb2 … with the relay and these settings on every node, booted."""
    with Lab(spec_of(with_relay(plain_site(folder, nodes)), sysctls=sysctls)) as lab:
        boot(lab)
        yield lab


def mend(lab: Lab) -> None:
    """All runs as after `boot`, whatever a test stopped, killed or froze."""
    names = [node.name for node in lab.spec.nodes if node.units]
    for name in names:
        if not lab.addresses(name):
            lab.boot(name)
        lab.kill(name, HAPROXY, "SIGCONT")
        lab.systemctl(name, "start", RELAY_UNIT)
        lab.release(name, HAPROXY)
        lab.systemctl(name, "start", KEEPALIVED)
        runs(lab, name)
    owned_by(lab, names[0])
    hear_each_other(lab)


def hear_each_other(lab: Lab) -> None:
    names = [node.name for node in lab.spec.nodes if node.units]
    within(lab, lambda: all(hears(lab, name) == len(names) - 1 for name in names), "heartbeats")


def move_away(lab: Lab) -> None:
    lab.systemctl("lb1", "stop", KEEPALIVED)
    owned_by(lab, "lb2")


def move_back(lab: Lab) -> None:
    lab.systemctl("lb1", "start", KEEPALIVED)
    owned_by(lab, "lb1")


def within(lab: Lab, probe: Any, what: str) -> None:
    lab.eventually(probe, within=SETTLE_MS, what=what)


def wait(lab: Lab, ms: float) -> None:
    """Let it run for a while."""
    until = now_ms() + ms
    lab.eventually(lambda: now_ms() >= until, within=ms + 1000, what="time")


def owned_by(lab: Lab, name: str) -> None:
    within(
        lab,
        lambda: all(lab.owners(v, interface="ens18") == (name,) for v in (VIP, VIP6)),
        f"{name} owns both VIPs",
    )


def runs(lab: Lab, name: str) -> None:
    """Until HAProxy serves there."""
    states = lab.unit_states
    within(lab, lambda: (s := states().get((name, HAPROXY))) and s.phase == "running", f"{name}")


def hears(lab: Lab, name: str) -> int:
    """How many peers' heartbeats a node has heard of late, over both families the lesser."""
    return min(
        len(re.findall(r"expires", _listing(lab, name, family, "sets"))) for family in ("ip", "ip6")
    )


def has_unread(lab: Lab, name: str) -> bool:
    """Whether a connection of HAProxy's has bytes that it did not read yet."""
    lines = lab.run(name, "ss", "-Htn", "state", "established", "sport = :80").output.splitlines()
    return any(int(line.split()[0]) for line in lines)


def counted(lab: Lab, name: str, counter: str) -> int:
    """Packets of a counter of a node's tables, both families together."""
    found = 0
    for family in ("ip", "ip6"):
        text = _listing(lab, name, family, "counters")
        found += int(re.findall(rf"counter {counter} \{{\s*packets (\d+)", text)[0])
    return found


def _listing(lab: Lab, name: str, family: str, what: str) -> str:
    if what == "counters":
        return lab.run(name, "nft", "list", "counters", "table", family, "holdfast_relay").output
    sets = lab.run(name, "nft", "list", "table", family, "holdfast_relay").output
    return "".join(re.findall(r"set up\d+ \{.*?\n\t\}", sets, re.DOTALL))
