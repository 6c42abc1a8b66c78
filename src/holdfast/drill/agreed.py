# SPDX-License-Identifier: Apache-2.0
"""Changes of what all nodes of a group must agree on, each made in the files of a whole site.

What keepalived 2.2.7 compares in an advertisement (vrrp_check_packet, vrrp.c): the version; under
version 2 the authentication and the interval; the number of VIPs and each of them. Where it differs
the advertisement is as good as lost. Under version 3 a backup takes the interval over.
"""

from collections.abc import Callable, Iterator

from holdfast.load.reload import reload
from holdfast.methods.keepalived_block import dropped, put
from holdfast.model.change import Change
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance

_PASSWORD = "rolled"
_MORE_VIPS = {"ipv4": "203.0.113.36/32", "ipv6": "2001:db8:ffff::36/128"}
"""Addresses for documentation (RFC 5737, RFC 3849): nobody else has them."""

Edits = tuple[Change, ...] | None
Edit = Callable[[Node, VrrpInstance], Edits]


def agreed_changes(site: Site) -> Iterator[tuple[str, Site | None]]:
    """What is changed, and the site with it on every node.

    None where a definition or a sequence makes an instance, so that it cannot be edited. A change
    that means nothing to a site, such as that of a password to version 3, is not there.
    """
    for what, edit in _CHANGES.items():
        found = [edit(node, instance) for node, instance in site.instances]
        changes = [change for edits in found for change in edits or ()]
        if None in found:
            yield what, None
        elif changes:
            yield what, reload(site, changes)


def _version(node: Node, instance: VrrpInstance) -> Edits:
    """From 2 to 3, which has no authentication; the way back knows whole seconds only."""
    if instance.version != 2:
        return ()
    edits = put(node, instance.place, {"version": "3"})
    return edits and (*edits, *dropped(node, instance.place, "authentication"))


def _advert_int(node: Node, instance: VrrpInstance) -> Edits:
    wanted = instance.advert_int + 1 if instance.version == 2 else 2 * instance.advert_int
    return put(node, instance.place, {"advert_int": f"{wanted:g}"})


def _authentication(node: Node, instance: VrrpInstance) -> Edits:
    if instance.version != 2:
        return ()
    block = ("authentication {", "    auth_type PASS", f"    auth_pass {_PASSWORD}", "}")
    edits = put(node, instance.place, {}, block)
    return edits and (*edits, *dropped(node, instance.place, "authentication"))


def _vips(node: Node, instance: VrrpInstance) -> Edits:
    """One more: a second block of the same name adds to the first."""
    if instance.family is None:
        return ()
    block = ("virtual_ipaddress {", f"    {_MORE_VIPS[instance.family]}", "}")
    return put(node, instance.place, {}, block)


_CHANGES: dict[str, Edit] = {
    "version": _version,
    "advert_int": _advert_int,
    "password": _authentication,
    "VIPs": _vips,
}
