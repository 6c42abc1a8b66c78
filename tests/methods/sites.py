# SPDX-License-Identifier: Apache-2.0
"""Small sites made of a few files, and what a method makes of them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from holdfast.load.outcome import outcomes
from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.methods.method import Plan, Refused
from holdfast.methods.registry import ADDITIONS, METHODS
from holdfast.model.binding import racing_binds
from holdfast.model.site import Site

CFG = "etc/haproxy/haproxy.cfg"
KEEPALIVED = "etc/keepalived/keepalived.conf"
INTERFACES = "etc/network/interfaces"
VIPS = b"""\
vrrp_instance VI_01 {
    state BACKUP
    interface ens18
    virtual_router_id 51
    virtual_ipaddress {
        172.22.21.36/24
        172.22.21.37/24
    }
}
vrrp_instance VI_06 {
    interface ens18
    virtual_router_id 56
    virtual_ipaddress {
        2001:db8::36/64
    }
}
"""
RECIPE_2 = b"""\
auto dummy0
iface dummy0 inet static
    address 172.22.21.36
    netmask 255.255.255.0
    pre-up ip link add dummy0 type dummy
    post-down ip link del dummy0
"""
PLAIN = b"frontend web\n    bind 172.22.21.36:80\n"


def site(folder: Path, lb1: Mapping[str, bytes], **others: Mapping[str, bytes]) -> Site:
    """A site with the node lb1, and others, whose files these are; the VIPs are those of VIPS."""
    for name, files in {"lb1": lb1, **others}.items():
        for path, data in {KEEPALIVED: VIPS, **files}.items():
            file = folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    return load([str(folder)])


def plan(of: Site, method: str) -> Plan:
    """The plan of a method, which must not be refused."""
    made = _plan(of, method)
    assert isinstance(made, Plan), made
    return made


def refused(of: Site, method: str) -> str:
    """Why a method is refused, which it must be."""
    made = _plan(of, method)
    assert isinstance(made, Refused), made
    return made.why


def _plan(of: Site, method: str) -> Plan | Refused:
    return next(m for m in (*METHODS, *ADDITIONS) if m.name == method).plan(of)


def files_after(of: Site, method: str) -> dict[str, bytes]:
    """The files that a method changes or makes, by node and path; it must then want no more."""
    made = plan(of, method)
    after = reload(of, made.changes)
    assert plan(after, method).changes == ()
    return {f"{o.node}{o.path}": o.after.data for o in outcomes(of, made.changes)}


def races(of: Site) -> list[str]:
    """The bind addresses that race."""
    return [bind.text for node in of.nodes for bind, _, _ in racing_binds(node)]


def one(files: Mapping[str, bytes], path: str = CFG) -> bytes:
    """The only file that was changed, which must be this one of lb1."""
    assert list(files) == [f"lb1/{path}"]
    return files[f"lb1/{path}"]


def lines(data: bytes, *wanted: bytes) -> Iterable[bytes]:
    """The lines of a file that contain one of some words."""
    return [line for line in data.splitlines() if any(word in line for word in wanted)]
