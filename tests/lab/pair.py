# SPDX-License-Identifier: Apache-2.0
"""The pair of the recipe as a lab: VIP 172.22.21.36, lb1 and lb2, Debian's units."""

from msgspec.structs import replace

from holdfast.lab.spec import (
    Backend,
    Client,
    Interface,
    LabSpec,
    Node,
    NodeFile,
    Route,
    Stanza,
    UnitSpec,
    World,
)
from holdfast.lab.traffic import Target

VIP = "172.22.21.36"
FAST = "version 3\n    advert_int 0.2"
TARGET = Target(VIP, 80)

HAPROXY = UnitSpec(
    name="haproxy.service",
    type="notify",
    exec_start=("/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS",),
    exec_reload=(
        "/usr/sbin/haproxy -Ws -f $CONFIG -c -q $EXTRAOPTS",
        "/bin/kill -USR2 $MAINPID",
    ),
    environment=(
        ("CONFIG", "/etc/haproxy/haproxy.cfg"),
        ("PIDFILE", "/run/haproxy.pid"),
        ("EXTRAOPTS", "-S /run/haproxy-master.sock"),
    ),
    kill_mode="mixed",
    restart="always",
    success_exit_status=("143",),
    bind_paths=(("/dev/log", "/var/lib/haproxy/dev/log"),),
)
KEEPALIVED = UnitSpec(
    name="keepalived.service",
    type="notify",
    exec_start=("/usr/sbin/keepalived --dont-fork $DAEMON_ARGS",),
    exec_reload=("/bin/kill -HUP $MAINPID",),
)

_HAPROXY_CFG = """\
global
    log /dev/log local0
    stats socket /run/haproxy/admin.sock mode 660 level admin
    user haproxy
    group haproxy
    maxconn 4096

defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s

frontend http_front
    bind {vip}:80{options}
    default_backend http_back

backend http_back
    balance roundrobin
    server web1 172.22.21.101:80 check
    server web2 172.22.21.102:80 check
"""

_KEEPALIVED_CONF = """\
global_defs {{
    router_id {name}
}}

vrrp_instance VI_01 {{
    state {state}
    interface ens18
    virtual_router_id 51
    priority {priority}
    {timing}
    virtual_ipaddress {{
        {vip}/24
    }}
}}
"""


def node(
    name: str,
    *,
    options: str = "",
    timing: str = "advert_int 1",
    stanzas: tuple[Stanza, ...] = (),
    files: dict[str, NodeFile] | None = None,
) -> Node:
    """lb1 or lb2; `options` follow the bind's address, `timing` is keepalived's."""
    first = name == "lb1"
    keepalived = _KEEPALIVED_CONF.format(
        name=name,
        state="MASTER" if first else "BACKUP",
        priority=150 if first else 100,
        timing=timing,
        vip=VIP,
    )
    haproxy = _HAPROXY_CFG.format(vip=VIP, options=options)
    own = {
        "/etc/haproxy/haproxy.cfg": NodeFile(haproxy.encode()),
        "/etc/keepalived/keepalived.conf": NodeFile(keepalived.encode()),
    }
    return Node(
        name,
        files=own | (files or {}),
        interfaces=(Interface("ens18", "lan", (f"172.22.21.{10 if first else 11}/24",)),),
        routes=(Route("default", via="172.22.21.1"),),
        stanzas=stanzas,
        units=(HAPROXY, KEEPALIVED),
    )


_CHECKED = b"""\
global_defs {
    enable_script_security
    script_user root
}

vrrp_script alive {
    script "/usr/bin/systemctl is-active --quiet haproxy"
    interval 1
    fall 1
    rise 1
}

vrrp_instance VI_01 {
    state MASTER
    interface ens18
    virtual_router_id 51
    priority 150
    advert_int 1
    virtual_ipaddress {
        172.22.21.36/24
    }
    track_script {
        alive
    }
    notify_master "/usr/local/bin/note master"
    notify_fault "/usr/local/bin/note fault"
}
"""


def checked() -> Node:
    """lb1 with a check script and notify scripts, under keepalived's script security."""
    note = b'#!/bin/sh\necho "$1 $(systemctl is-active haproxy)" >>/run/notes\n'
    files = {
        "/etc/keepalived/keepalived.conf": NodeFile(_CHECKED),
        "/usr/local/bin/note": NodeFile(note, 0o755),
    }
    return node("lb1", options=" transparent", files=files)


def lab_of(*nodes: Node) -> LabSpec:
    """These nodes with a client, a gateway and the two backends."""
    return LabSpec(
        nodes=nodes,
        client=Client((Interface("eth0", "lan", ("172.22.21.12/24",)),)),
        world=World(
            interfaces=(Interface("eth0", "lan", ("172.22.21.1/24",)),),
            backends=(Backend("172.22.21.101", (80,)), Backend("172.22.21.102", (80,))),
        ),
    )


def bare(name: str, *units: UnitSpec, files: dict[str, NodeFile] | None = None) -> Node:
    """A node without HAProxy and keepalived."""
    return replace(node(name), files=files or {}, units=units)
