# SPDX-License-Identifier: Apache-2.0
"""A planned move on live hosts: who is to own what, and what it will cost."""

from collections.abc import Iterator, Mapping

from holdfast.apply.node.gate_lines import filter_of
from holdfast.apply.nodes import Nodes, Told
from holdfast.apply.plan.daemons import keepalived_paths
from holdfast.apply.plan.owners import owners
from holdfast.apply.standing import Refused
from holdfast.methods.health_gates import named
from holdfast.methods.method import Refused as Refusal
from holdfast.methods.move_ranks import Owners, electing
from holdfast.model.address import Address
from holdfast.model.group import groups
from holdfast.model.site import Node, Site


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


def changed_meanwhile(site: Site, present: Site) -> tuple[str, ...]:
    """What keepalived reads on the hosts that is neither as the site has it nor as a move left it:
    a move writes these files whole."""
    moved = (electing(site, to_node(site, node.name or "")) for node in site.nodes)
    known = [site, *(one for one in moved if not isinstance(one, Refusal))]
    return tuple(
        f"{node.name}: {path}"
        for node in present.nodes
        for path in sorted(keepalived_paths(node))
        if not any(_same(node, path, named(one, node.name or "")) for one in known)
    )


def _same(node: Node, path: str, other: Node) -> bool:
    mine, theirs = node.files.get(path), other.files.get(path)
    return mine is None or (theirs is not None and mine.data == theirs.data)


def breaking(nodes: Nodes, losing: Mapping[str, list[Address]]) -> Iterator[tuple[str, int]]:
    """How many connections of clients each node has now on the VIPs that it is to lose.

    Raises Refused where one does not tell.
    """
    for name, vips in losing.items():
        told = nodes.anew([name], "connections", filter_of(vips))[name]
        if not isinstance(told, Told) or not told.why.isdecimal():
            raise Refused(f"{name} does not tell its connections: {told.why}")
        yield name, int(told.why)
