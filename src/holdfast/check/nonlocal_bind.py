# SPDX-License-Identifier: Apache-2.0
"""A racing bind that net.*.ip_nonlocal_bind was meant to let through, and why it does not."""

from collections.abc import Iterator

from holdfast.check.notify_start import notify_starts
from holdfast.model.address import Family, family
from holdfast.model.binding import racing_binds
from holdfast.model.kernel import Setting
from holdfast.model.proxy import Bind
from holdfast.model.site import Node
from holdfast.model.vrrp import Vip, VrrpInstance

Racing = tuple[Bind, VrrpInstance, Vip]


def key(of: Family) -> str:
    """The sysctl of a family."""
    return f"net.{of}.ip_nonlocal_bind"


def plain_races(node: Node) -> Iterator[Racing]:
    """The binds that race, are surely there, and are not left to a notify line."""
    racing = [found for found in racing_binds(node) if not found[0].conditional]
    if racing and next(notify_starts(node), None) is None:
        yield from racing


def only_ipv4(node: Node, vip: Vip) -> Setting | None:
    """The setting that covers IPv4 where the VIP is IPv6."""
    setting = node.sysctls.settings.get(key("ipv4"))
    is_set = setting is not None and setting.number
    return setting if is_set and family(vip.address) == "ipv6" else None


def not_read(node: Node, vip: Vip) -> Setting | None:
    """The setting of the VIP's family in a file that is not read at boot."""
    setting = node.sysctls.unread.get(key(family(vip.address)))
    return setting if setting is not None and setting.number else None
