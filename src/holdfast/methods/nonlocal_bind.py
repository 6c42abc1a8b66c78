# SPDX-License-Identifier: Apache-2.0
"""Every program of the node may bind addresses that the node does not have: two sysctls."""

from holdfast.methods.kernel_settings import IN_FORCE, set_settings
from holdfast.methods.method import Plan, Refused
from holdfast.methods.plans import needs_folder, plan_nodes
from holdfast.model.address import Family
from holdfast.model.binding import racing_binds
from holdfast.model.site import Node, Site

PATH = "/etc/sysctl.d/60-vip-nonlocal-bind.conf"

_REASONS = (
    "HAProxy binds the VIP before this node has it (ip_nonlocal_bind, kernel documentation,",
    "networking/ip-sysctl). IPv4 and IPv6 have a setting each.",
)
_START = "then, where HAProxy is dead: systemctl reset-failed haproxy; systemctl start haproxy"


def plan(site: Site) -> Plan | Refused:
    """`net.FAMILY.ip_nonlocal_bind = 1` for the family of each racing bind."""
    return plan_nodes(site, _plan_node)


def _plan_node(node: Node) -> Plan | Refused:
    families: dict[Family, None] = {
        bind.family: None for bind, _, _ in racing_binds(node) if bind.family is not None
    }
    if not families:
        return Plan()
    if node.name is None:
        return needs_folder("nonlocal-bind")
    wanted = {f"net.{family}.ip_nonlocal_bind": 1 for family in families}
    return Plan(set_settings(node, wanted, PATH, _REASONS), (IN_FORCE, _START))
