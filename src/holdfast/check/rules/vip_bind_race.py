# SPDX-License-Identifier: Apache-2.0
"""HAProxy binds a VIP that its node does not have until it becomes the owner."""

from collections.abc import Iterator

from holdfast.check.binding_methods import binding_methods
from holdfast.check.finding import Also, Finding
from holdfast.check.nonlocal_bind import not_read, only_ipv4, plain_races
from holdfast.model.address import Family, family
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY
from holdfast.model.vrrp import Vip, VrrpInstance

OTHER: dict[Family, Family] = {"ipv4": "ipv6", "ipv6": "ipv4"}


def check(site: Site) -> Iterator[Finding]:
    """A bind on a VIP without anything that lets HAProxy bind it on the backup.

    Where a notify script is there to start HAProxy, haproxy-started-only-by-notify speaks; where
    the sysctl is set for IPv4 alone, or in a file that is not read, ipv6-nonlocal-bind-missing and
    nonlocal-bind-lost-at-reboot. A bind under `.if` may not be there.
    """
    for node in site.nodes:
        for bind, instance, vip in plain_races(node):
            if not only_ipv4(node, vip) and not not_read(node, vip):
                yield _finding(node, bind, instance, vip)


def _finding(node: Node, bind: Bind, instance: VrrpInstance, vip: Vip) -> Finding:
    moved = Also(vip.place, f"keepalived moves {vip.address} here ({instance.name})")
    return Finding(
        f"HAProxy cannot bind {bind.text} while {_while(node, bind)}: it exits with `cannot bind "
        f"socket (Cannot assign requested address)`, and {_then(node)}; "
        "add `transparent` to the bind",
        bind.place,
        also=(moved, *_other_family(node, vip)),
        methods=binding_methods(node),
    )


def _while(node: Node, bind: Bind) -> str:
    """Files without their host leave open what the kernel of that host is told."""
    if node.name is not None or node.live or bind.family is None:
        return "this node does not own the VIP"
    return (
        "its host does not own the VIP, unless that host sets "
        f"net.{bind.family}.ip_nonlocal_bind=1 (no sysctl file was named)"
    )


def _then(node: Node) -> str:
    """What systemd makes of a start that failed (systemd.service(5), systemd.unit(5))."""
    unit = node.units.get(HAPROXY)
    if unit is None:
        return "after five tries systemd leaves it dead"
    if unit.restart not in ("always", "on-failure"):
        return "systemd does not start it again"
    burst = unit.start_limit_burst
    if burst == 0 or unit.restart_sec * burst >= unit.start_limit_interval:
        return f"systemd tries again every {unit.restart_sec:g} s, in vain until the VIP comes"
    return f"after {'five' if burst == 5 else burst} tries systemd leaves it dead"


def _other_family(node: Node, vip: Vip) -> Iterator[Also]:
    """The setting for the other family, which does not help this one."""
    own = family(vip.address)
    name = f"net.{OTHER[own]}.ip_nonlocal_bind"
    setting = node.sysctls.settings.get(name)
    if setting is not None and setting.place is not None and setting.number:
        yield Also(setting.place, f"covers {OTHER[own]} only: {own} has a setting of its own")
