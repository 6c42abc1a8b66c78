# SPDX-License-Identifier: Apache-2.0
"""The files that a new site begins with: a plain pair, to which methods add what makes it hold.

haproxy.cfg for HAProxy 2.2 and newer, keepalived.conf(5) for keepalived 2.0.16 and newer.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from holdfast.model.address import Address
from holdfast.model.change import NewFile
from holdfast.model.wanted import Vip, Wanted

HAPROXY_CFG = "/etc/haproxy/haproxy.cfg"
KEEPALIVED_CONF = "/etc/keepalived/keepalived.conf"


def node_files(wanted: Wanted, bound: Sequence[Vip]) -> Iterator[NewFile]:
    """Each node's two files; `bound` are the VIPs that HAProxy binds."""
    haproxy = _filled("haproxy.cfg.j2", wanted=wanted, bound=bound)
    for rank, node in enumerate(wanted.nodes):
        keepalived = _filled("keepalived.conf.j2", wanted=wanted, node=node, rank=rank)
        yield NewFile(node.name, HAPROXY_CFG, haproxy)
        yield NewFile(node.name, KEEPALIVED_CONF, keepalived)


def settings_file(wanted: Wanted) -> bytes:
    """holdfast.yaml."""
    return _filled("holdfast.yaml.j2", wanted=wanted)


def test_file(claims: Sequence[str], *, relay: bool) -> bytes:
    """The site's own test, for sh(1): check, these claims or all, drills of the real daemons."""
    return _filled("test.sh.j2", claims=claims, relay=relay)


def _filled(template: str, **values: object) -> bytes:
    return _ENVIRONMENT.get_template(template).render(values).encode()


def _host(address: Address) -> str:
    """As HAProxy wants it before a port."""
    return str(address) if address.version == 4 else f"[{address}]"


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    autoescape=False,
)
_ENVIRONMENT.filters["host"] = _host
