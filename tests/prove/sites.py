# SPDX-License-Identifier: Apache-2.0
"""Small sites from a few words, and what is proved of them."""

from collections.abc import Mapping
from pathlib import Path

from holdfast.load.site import load
from holdfast.model.site import Site
from holdfast.prove.prove import Asked, Judged, Proof, prove
from holdfast.prove.registry import CLAIMS
from holdfast.prove.vrrp.strikes import KINDS, Kind

VIP = "172.22.21.36"
ALIVE = 'vrrp_script chk {\n    script "/usr/bin/killall -0 haproxy"\n    interval 2\n    %s\n}\n'


def haproxy_cfg(bind: str = f"{VIP}:80 transparent") -> str:
    return (
        "defaults\n    mode http\n    timeout connect 5s\n    timeout client 5s\n"
        f"    timeout server 5s\nfrontend f\n    bind {bind}\n"
    )


def instance(priority: int, *lines: str, name: str = "VI_1", vrid: int = 51, vip: str = VIP) -> str:
    """A vrrp_instance with these lines besides the usual."""
    own = "".join(f"    {line}\n" for line in lines)
    return (
        f"vrrp_instance {name} {{\n    interface eth0\n    virtual_router_id {vrid}\n"
        f"    priority {priority}\n{own}    virtual_ipaddress {{\n        {vip}/24\n    }}\n}}\n"
    )


def write(folder: Path, nodes: Mapping[str, Mapping[str, str]]) -> Site:
    """A site of nodes, each a file's text by its path inside the node."""
    for node, files in nodes.items():
        for path, text in files.items():
            file = folder / node / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            file.chmod(0o755 if text.startswith("#!") else 0o644)
    site = load([str(folder)])
    assert site.errors == ()
    return site


def site(folder: Path, *keepalived: str, haproxy: str = "", **files: str) -> Site:
    """A node for each keepalived.conf, called lb1, lb2, and so on; the same haproxy.cfg on all."""
    return write(
        folder,
        {
            f"lb{number}": {
                "etc/keepalived/keepalived.conf": text,
                "etc/haproxy/haproxy.cfg": haproxy or haproxy_cfg(),
                **files,
            }
            for number, text in enumerate(keepalived, 1)
        },
    )


def proved(one: Site, faults: int = 1, kinds: frozenset[Kind] = KINDS) -> Proof:
    return prove(one, Asked(faults, kinds=kinds))


def judged(
    one: Site,
    claim: str,
    faults: int = 1,
    kinds: frozenset[Kind] = KINDS,
    budget_ms: float | None = None,
) -> Judged:
    """What comes of one claim. One that breaks says what to change."""
    claims = tuple(c for c in CLAIMS if c.name == claim)
    found = prove(one, Asked(faults, budget_ms, claims, kinds)).claims[0]
    assert found.held == (not found.change)
    return found


def says(found: Judged) -> list[str]:
    """The sentences of the trace."""
    return [step.says for step in found.trace]
