# SPDX-License-Identifier: Apache-2.0
"""A planned move on live hosts: who is to own what, and what it will cost."""

from collections.abc import Iterator, Mapping

from holdfast.apply.node.gate_lines import filter_of
from holdfast.apply.nodes import Nodes, Told
from holdfast.apply.plan.owners import owners
from holdfast.apply.standing import Refused
from holdfast.methods.move_ranks import Owners
from holdfast.model.address import Address
from holdfast.model.group import groups
from holdfast.model.site import Site


def to_node(site: Site, name: str) -> Owners:
    """Every group that has a member there goes to the node; the others are left alone."""
    return tuple(
        name if any(node.name == name for node, _ in group.members) else None
        for group in groups(site)
    )


def giving_up(present: Site, to: Owners) -> dict[str, list[Address]]:
    """The VIPs that each node is to lose: by who had them when the hosts were read."""
    found: dict[str, list[Address]] = {}
    for group, home, owner in zip(groups(present), owners(present), to, strict=True):
        if owner is not None and home not in (None, owner):
            found.setdefault(str(home), []).extend(group.vips)
    return found


def breaking(nodes: Nodes, losing: Mapping[str, list[Address]]) -> Iterator[tuple[str, int]]:
    """How many connections of clients each node has now on the VIPs that it is to lose.

    Raises Refused where one does not tell.
    """
    for name, vips in losing.items():
        told = nodes.anew([name], "connections", filter_of(vips))[name]
        if not isinstance(told, Told) or not told.why.isdecimal():
            raise Refused(f"{name} does not tell its connections: {told.why}")
        yield name, int(told.why)
