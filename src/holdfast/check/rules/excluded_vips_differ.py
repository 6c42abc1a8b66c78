# SPDX-License-Identifier: Apache-2.0
"""Nodes of a group do not have the same `virtual_ipaddress_excluded`."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.model.address import Address
from holdfast.model.group import Group, groups
from holdfast.model.site import Site
from holdfast.model.vrrp import Vip, VrrpInstance


def check(site: Site) -> Iterator[Finding]:
    """Each excluded address that another member of its group does not move; once an address."""
    for group in groups(site):
        if len({node.name for node, _ in group.members}) > 1:
            yield from _of(group)


def _of(group: Group) -> Iterator[Finding]:
    excluded = {
        (node.name, instance.name): {v.address: v for v in instance.vips if v.excluded}
        for node, instance in group.members
    }
    said: set[Address] = set()
    for node, instance in group.members:
        for address, vip in excluded[node.name, instance.name].items():
            lacking = [
                (other.name, theirs)
                for other, theirs in group.members
                if all(v.address != address for v in theirs.vips)
            ]
            if lacking and address not in said:
                said.add(address)
                yield _finding(vip, *lacking[0])


def _finding(vip: Vip, node: str | None, lacking: VrrpInstance) -> Finding:
    return Finding(
        f"{node} does not move {vip.address}: once it is the owner nobody has that address, and no "
        "node says a word, because excluded addresses are not in the advertisements; give every "
        "node the same list",
        vip.place,
        also=(Also(lacking.at("virtual_ipaddress_excluded"), f"the excluded addresses of {node}"),),
    )
