# SPDX-License-Identifier: Apache-2.0
"""keepalived's own election, told to choose a node: priorities, and preemption where it is off."""

from collections.abc import Iterator, Mapping

from holdfast.load.reload import reload
from holdfast.methods.keepalived_block import dropped, put
from holdfast.methods.method import Refused
from holdfast.methods.plans import label
from holdfast.model.change import Change
from holdfast.model.group import Group, groups
from holdfast.model.priority import (
    HIGHEST,
    LOWEST,
    OWNER,
    effective_priority,
    starts_as_master,
    takes_over,
    waits,
)
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance

Owners = tuple[str | None, ...]
"""A node for each group of a site, in the order of `groups`; None for one that is left alone."""

_HOLDS_BACK = ("nopreempt", "preempt_delay")


def placing(site: Site, owners: Owners) -> Iterator[tuple[Group, str]]:
    """Each group that is given an owner, and that."""
    for group, owner in zip(groups(site), owners, strict=True):
        if owner is not None:
            yield group, owner


def rests(site: Site, owners: Owners) -> bool:
    """Whether every VIP stays with its owner while all is well: nobody may take it away."""
    return all(
        not takes_over(priority, _priorities(group)[owner]) or _waits(group, node)
        for group, owner in placing(site, owners)
        for node, priority in _priorities(group).items()
        if node != owner
    )


def elected(site: Site, owners: Owners) -> bool:
    """Whether every owner takes its VIPs from whoever has them, without waiting for long."""
    return all(
        _held_back(_member(group, owner)) == ()
        and all(
            takes_over(_priorities(group)[owner], priority)
            for node, priority in _priorities(group).items()
            if node != owner
        )
        for group, owner in placing(site, owners)
    )


def electing(site: Site, owners: Owners) -> Site | Refused:
    """The site with the fewest changes to keepalived.conf under which these nodes are elected.

    An owner gets a priority above all others; where there is none left the others go down by as
    much. Nothing holds an owner back from preempting.
    """
    changes: list[Change] = []
    for group, owner in placing(site, owners):
        found = _group(group, owner)
        if isinstance(found, Refused):
            return found
        changes += found
    changed = reload(site, changes) if changes else site
    if not elected(changed, owners):
        return Refused(
            "no priority of keepalived's lets these nodes be elected: trackers with weights take "
            "more than there is between 1 and 254"
        )
    return changed


def _group(group: Group, owner: str) -> list[Change] | Refused:
    if owner not in _priorities(group):
        return Refused(f"{owner} has no instance of {group.name}: it cannot own {group.vips[0]}")
    others = {node: p for node, p in _priorities(group).items() if node != owner}
    best = max(others.values(), default=0)
    if best == OWNER:
        above = max(others, key=others.__getitem__)
        return Refused(f"{above}: {group.name} has priority 255, which nothing outranks")
    found: list[Change] = []
    for (node, instance), priority in _wanted(group, owner, best):
        edits = _edits(node, instance, priority, _held_back((node, instance), owner))
        if edits is None:
            return Refused(
                f"{label(node)}{instance.name} is made by a definition or a sequence: move it by "
                "hand, or write the instance out"
            )
        found += edits
    return found


def _wanted(group: Group, owner: str, best: int) -> Iterator[tuple[tuple[Node, VrrpInstance], int]]:
    """The priority that each member is to have in its file."""
    mine = _priorities(group)[owner]
    missing = best + 1 - mine
    if missing <= 0:
        yield _member(group, owner), _member(group, owner)[1].priority
        return
    over = max(0, best + 1 - HIGHEST)
    yield _member(group, owner), _member(group, owner)[1].priority + missing - over
    for node, instance in group.members:
        if over and node.name != owner:
            yield (node, instance), max(LOWEST, instance.priority - over)


def _edits(
    node: Node, instance: VrrpInstance, priority: int, held_back: tuple[str, ...]
) -> tuple[Change, ...] | None:
    wanted: Mapping[str, str] = {"priority": str(priority)} if priority != instance.priority else {}
    edits = put(node, instance.place, wanted) if wanted else ()
    if edits is None:
        return None
    dropping = [edit for keyword in held_back for edit in dropped(node, instance.place, keyword)]
    if len(dropping) < len(held_back):
        return None
    return (*edits, *dropping)


def _held_back(member: tuple[Node, VrrpInstance], owner: str | None = None) -> tuple[str, ...]:
    """The statements that keep an instance from preempting, or delay it; of the owner only."""
    node, instance = member
    if owner not in (None, node.name) or instance.priority == OWNER or starts_as_master(instance):
        return ()  # keepalived clears them then (vrrp_complete_instance, vrrp.c)
    return tuple(keyword for keyword in _HOLDS_BACK if keyword in instance.settings)


def _priorities(group: Group) -> dict[str, int]:
    """What each node advertises while all is well."""
    return {
        node.name or "": effective_priority(node.keepalived, instance)
        for node, instance in group.members
    }


def _member(group: Group, name: str) -> tuple[Node, VrrpInstance]:
    return next(member for member in group.members if member[0].name == name)


def _waits(group: Group, name: str) -> bool:
    return waits(_member(group, name)[1])
