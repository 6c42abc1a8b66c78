# SPDX-License-Identifier: Apache-2.0
"""Who owns the VIPs: as the hosts were when they were collected, and after a change of ranks."""

from collections.abc import Collection
from ipaddress import ip_interface

from holdfast.load.facts import facts
from holdfast.load.node_files import NodeFiles
from holdfast.methods.move_ranks import Owners
from holdfast.model.facts import Facts
from holdfast.model.group import Group, groups
from holdfast.model.priority import effective_priority, takes_over, waits
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import DEFAULT_INTERFACE, VrrpInstance


def known_facts(node: Node) -> Facts | None:
    """The node's facts.json; None where it was not collected."""
    return facts(NodeFiles(node.source, node.name))


def owners(site: Site) -> Owners:
    """The owner of each group: who had its VIPs when the site was collected, else the best rank."""
    return tuple(_seen(group) or _best(group) for group in groups(site))


def seen(site: Site) -> bool:
    """Whether facts tell the owner of every group."""
    return all(_seen(group) is not None for group in groups(site))


def carried(old: Site, before: Owners, new: Site) -> Owners:
    """The owners of the groups of a changed site, whatever became of their numbers and order.

    A group that was not there goes to the best rank.
    """
    had = {
        (node.name, instance.name): owner
        for group, owner in zip(groups(old), before, strict=True)
        for node, instance in group.members
    }
    return tuple(
        next((had[key] for key in _keys(group) if had.get(key)), _best(group))
        for group in groups(new)
    )


def _keys(group: Group) -> list[tuple[str | None, str]]:
    return [(node.name, instance.name) for node, instance in group.members]


def settled(site: Site, before: Owners, alive: Collection[str] | None = None) -> Owners:
    """The owners once keepalived has elected: whoever has a better rank and does not wait.

    `alive` are the nodes whose keepalived runs, all where it is None.
    """
    return tuple(
        _elected(group, owner, alive) for group, owner in zip(groups(site), before, strict=True)
    )


def _seen(group: Group) -> str | None:
    """The only node that had the first VIP on the interface that keepalived puts it on."""
    having = [node.name for node, instance in group.members if _has(node, instance)]
    return having[0] if len(having) == 1 else None


def _has(node: Node, instance: VrrpInstance) -> bool:
    known, vip = known_facts(node), instance.vips[0]
    wire = instance.wire(vip) or DEFAULT_INTERFACE
    links = known.links if known is not None else ()
    return any(
        link.name == wire and vip.address == ip_interface(own).ip
        for link in links
        for own in link.addresses
    )


def _best(group: Group) -> str | None:
    ranks = _ranks(group)
    return max(ranks, key=ranks.__getitem__, default=None)


def _elected(group: Group, owner: str | None, alive: Collection[str] | None) -> str | None:
    ranks = {n: rank for n, rank in _ranks(group).items() if alive is None or n in alive}
    if owner not in ranks:
        return max(ranks, key=ranks.__getitem__, default=None)
    waiting = {node.name for node, instance in group.members if waits(instance)}
    better = {
        node: rank
        for node, rank in ranks.items()
        if takes_over(rank, ranks[owner]) and node not in waiting
    }
    return max(better, key=better.__getitem__, default=owner)


def _ranks(group: Group) -> dict[str, int]:
    """What each node advertises while all is well."""
    return {
        node.name or "": effective_priority(node.keepalived, instance)
        for node, instance in group.members
    }
