# SPDX-License-Identifier: Apache-2.0
"""Pairs whose files change, and the plan of it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from holdfast.apply.plan.plan import Planned, plan
from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.methods.method import Plan, Refused
from holdfast.methods.registry import ADDITIONS, METHODS
from holdfast.model.site import Site

CFG = "/etc/haproxy/haproxy.cfg"
CONF = "/etc/keepalived/keepalived.conf"
VIP = "172.22.21.36"

_HAPROXY = """\
global
    stats socket /run/haproxy/admin.sock
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend web
    bind 172.22.21.36:80 transparent
    default_backend web
backend web
    server web1 172.22.21.101:80
"""
_KEEPALIVED = """\
vrrp_instance VI_01 {
    interface ens18
    virtual_router_id 51
    priority %d
    advert_int 1
    virtual_ipaddress {
        172.22.21.36/24
    }
}
"""
_INTERFACES = "auto ens18\niface ens18 inet static\n    address 172.22.21.%d/24\n"

Edit = Callable[[str], str]


def write(folder: Path, node: str, path: str, text: str) -> None:
    file = folder / node / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def pair(folder: Path, *nodes: str) -> Path:
    """lb1 and lb2, or these, each with a worse rank than the one before."""
    for number, node in enumerate(nodes or ("lb1", "lb2")):
        write(folder, node, CFG, _HAPROXY)
        write(folder, node, CONF, _KEEPALIVED % (101 - number))
        write(folder, node, "/etc/network/interfaces", _INTERFACES % (11 + number))
    return folder


def edited(folder: Path, path: str, edit: Edit, *nodes: str) -> Path:
    """A file of these nodes changed, of all where none is named."""
    for node in nodes or sorted(one.name for one in folder.iterdir()):
        file = folder / node / path.lstrip("/")
        file.write_text(edit(file.read_text()))
    return folder


def replacing(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return edit


def facts(folder: Path, node: str, **known: object) -> None:
    """What collect read off the host."""
    (folder / node / "facts.json").write_text(json.dumps({"version": 0, **known}))


def link(name: str, *addresses: str) -> Mapping[str, object]:
    return {"name": name, "addresses": addresses}


def planned(present: Path, wanted: Path) -> Planned:
    made = plan(load([str(present)]), load([str(wanted)]))
    assert isinstance(made, Planned), made
    return made


def by_methods(folder: Path, *names: str) -> Planned:
    """The plan for these methods, one upon the other."""
    site = load([str(folder)])
    made = plan(site, _after(site, *names))
    assert isinstance(made, Planned), made
    return made


def _after(site: Site, *names: str) -> Site:
    for name in names:
        offered = next(m for m in (*METHODS, *ADDITIONS) if m.name == name).plan(site)
        assert isinstance(offered, Plan), offered
        site = reload(site, offered.changes)
    return site


def refused(present: Path, wanted: Path) -> str:
    made = plan(load([str(present)]), load([str(wanted)]))
    assert isinstance(made, Refused), made
    return made.why
