# SPDX-License-Identifier: Apache-2.0
"""ufw (ufw-framework(8), ufw 0.36): its own rules, then the user's, then the default policy."""

from holdfast.load.firewall.chains import Advert, Chain, may_accept
from holdfast.load.firewall.iptables import iptables_chains
from holdfast.load.units.quoting import environment_file
from holdfast.model.firewall import Barrier
from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.text.span import Span

CONF, DEFAULTS = "/etc/ufw/ufw.conf", "/etc/default/ufw"
PARTS = ("before", "user", "after")
TO_POLICY = "skip-to-policy-input"
"""A chain that ufw makes itself: what jumps there has the default policy."""

POLICY = b"DEFAULT_INPUT_POLICY"


def ufw_barrier(node: Node, packet: Advert) -> Barrier | None:
    """Where it is enabled, its rules are among the files, and none of them lets VRRP in."""
    conf, defaults = node.files.get(CONF), node.files.get(DEFAULTS)
    if conf is None or defaults is None:
        return None
    enabled = dict(environment_file(conf.data)).get("ENABLED", "no").lower() == "yes"
    policy = dict(environment_file(defaults.data)).get(POLICY.decode(), "").upper()
    six = "6" if packet.version == 6 else ""
    paths = [f"/etc/ufw/{part}{six}.rules" for part in PARTS]
    if not enabled or policy not in ("DROP", "REJECT") or any(p not in node.files for p in paths):
        return None
    chains = {f"ufw{six}-{TO_POLICY}": Chain(())}
    for path in paths:
        chains |= iptables_chains(node.name, node.files[path], packet)
    at = defaults.data.find(POLICY)
    end = defaults.data.find(b"\n", at)
    place = Place(node.name, DEFAULTS, Span(at, end if end >= 0 else len(defaults.data)))
    inputs = [f"ufw{six}-{part}-input" for part in PARTS]
    closed = all(name in chains and not may_accept(chains, name) for name in inputs)
    return Barrier("ufw", place) if closed else None
