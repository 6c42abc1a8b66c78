# SPDX-License-Identifier: Apache-2.0
"""keepalived as fast as holdfast.yaml asks, and HAProxy's health told so that it fails closed."""

from collections.abc import Iterator

from holdfast.load.reload import reload
from holdfast.methods import timers_health
from holdfast.methods.method import Plan, Refused
from holdfast.methods.plans import label, needs_folder
from holdfast.methods.timers_instance import Ends, statements
from holdfast.methods.timers_notes import costs, roll_out, stays_with_multicast
from holdfast.methods.timers_weights import weights
from holdfast.model.address import Address
from holdfast.model.binding import served
from holdfast.model.change import Change
from holdfast.model.distribution import assumed_release
from holdfast.model.fail_over import VIRTUAL_MS, Budget, Timers, shortest_ms, timers
from holdfast.model.group import Group, groups
from holdfast.model.own_address import addresses_on
from holdfast.model.priority import effective_priority
from holdfast.model.site import Node, Site
from holdfast.model.unit import HAPROXY, KEEPALIVED
from holdfast.model.vrrp import VrrpInstance


def plan(site: Site) -> Plan | Refused:
    """Timers for the budget in every group of two nodes or more (model.fail_over).

    The order of priorities, `state`, preemption and virtual_router_id stay as they are.
    """
    budget = site.settings.budget
    moved = [group for group in groups(site) if len(group.members) > 1]
    refused = next(_refusals(site, budget, moved), None)
    if refused is not None:
        return refused
    changes: list[Change] = []
    notes: list[str] = []
    for group in moved:
        made = _timers(budget, group)
        if made is None:
            return _unreachable(budget, group)
        edits = _group(site, group, made)
        if isinstance(edits, Refused):
            return edits
        changes += edits
        notes += costs(group, made)
        if not _ends(site, group) and not all(i.unicast_peers for _, i in group.members):
            notes.append(stays_with_multicast(group))
    for node in dict.fromkeys(node for group in moved for node, _ in group.members):
        found = _node(node, budget)
        if isinstance(found, Refused):
            return found
        changes += found
    overruled = next(_overruled(reload(site, changes), budget), None)
    return overruled or Plan(tuple(changes), (*notes, *roll_out(moved)) if changes else ())


def _refusals(site: Site, budget: Budget, moved: list[Group]) -> Iterator[Refused]:
    if any(node.name is None for node in site.nodes):
        yield needs_folder("timers", "--timers")
    if not moved:
        yield Refused(
            "no VIP is on two of these nodes with the same virtual_router_id, so none moves: name "
            "the whole site"
        )
    if budget.ms < VIRTUAL_MS and not budget.metal:
        yield Refused(
            f"fail_over is {budget.ms:g} ms: a hypervisor may hold a guest up for longer, and the "
            f"VIP would move needlessly; write at least {VIRTUAL_MS:g}ms into holdfast.yaml, or "
            "`platform: metal` where there is none"
        )
    for node, instance in (member for group in moved for member in group.members):
        if instance.strict:
            yield Refused(
                f"{label(node)}{instance.name} is strict, which forbids unicast and "
                "down_timer_adverts: take vrrp_strict out first"
            )
        if _is_served(node, instance):
            yield from timers_health.refusals(node)


def _timers(budget: Budget, group: Group) -> Timers | None:
    """By what every node's keepalived knows."""
    old = any(not assumed_release(node.os).counts_adverts for node, _ in group.members)
    return timers(budget.ms, len(group.members), three_only=old)


def _unreachable(budget: Budget, group: Group) -> Refused:
    least = shortest_ms(len(group.members))
    return Refused(
        f"fail_over is {budget.ms:g} ms: version 3 of VRRP counts in hundredths of a second, and "
        f"three of silence with the rest take {least} ms for {group.name}; write {least}ms or more"
    )


def _group(site: Site, group: Group, made: Timers) -> tuple[Change, ...] | Refused:
    ends = _ends(site, group)
    changes: list[Change] = []
    for rank, (node, instance) in enumerate(_ranked(site, group)):
        here = ends.get(node.name or "")
        is_served = _is_served(node, instance)
        edits = statements(node, instance, made, rank, here, served=is_served)
        numbers = tuple(weights(node, instance))
        if edits is None or None in numbers:
            return Refused(
                f"{label(node)}{instance.name}: a definition or a sequence makes this block or a "
                "weight in it: write it out first"
            )
        changes += edits
        changes += [number for number in numbers if number is not None]
    return tuple(changes)


def _node(node: Node, budget: Budget) -> tuple[Change, ...] | Refused:
    is_served = any(_is_served(node, instance) for instance in node.keepalived.instances)
    found = timers_health.definitions(node, budget, served=is_served)
    if isinstance(found, Refused):
        return found
    return (*found, *timers_health.units(node, budget, served=is_served))


def _is_served(node: Node, instance: VrrpInstance) -> bool:
    return any(one is instance for one, _ in served(node))


def _ranked(site: Site, group: Group) -> list[tuple[Node, VrrpInstance]]:
    """The members from the preferred one on, as keepalived elects them; the address breaks a tie,
    the order of the nodes where no file states it."""

    def rank(member: tuple[Node, VrrpInstance]) -> tuple[int, int]:
        node, instance = member
        own = _own(site, group, node, instance)
        return -effective_priority(node.keepalived, instance), -int(own) if own else 0

    return sorted(group.members, key=rank)


def _ends(site: Site, group: Group) -> dict[str, Ends]:
    """For unicast all ends have to be known; a vmac is heard by multicast alone."""
    own = {n.name or "": _own(site, group, n, i) for n, i in group.members}
    known = {name: address for name, address in own.items() if address is not None}
    vmac = any("use_vmac" in instance.settings for _, instance in group.members)
    if vmac or len(known) < len(own):
        return {}
    return {
        name: Ends(address, tuple(other for n, other in known.items() if n != name))
        for name, address in known.items()
    }


def _own(site: Site, group: Group, node: Node, instance: VrrpInstance) -> Address | None:
    """The first address of the family on the interface that is no VIP."""
    version = 4 if group.family == "ipv4" else 6
    found = addresses_on(site, node, instance.interface or "")
    return next((a for a in found if a.version == version and a not in group.vips), None)


def _overruled(after: Site, budget: Budget) -> Iterator[Refused]:
    """What the changed files say, all read, against what is wanted: another line may count."""
    for group in groups(after):
        made = _timers(budget, group) if len(group.members) > 1 else None
        for rank, (node, instance) in enumerate(_ranked(after, group) if made else ()):
            assert made is not None
            wanted = (made.advert_ms, made.missed, made.priorities[rank])
            stated = round(instance.advert_int * 1000), instance.adverts_missed, instance.priority
            if instance.version != 3 or stated != wanted:
                yield Refused(
                    f"{label(node)}{instance.name}: another line of its block counts instead of "
                    "version, priority, advert_int or down_timer_adverts: take it out first"
                )
        for node, _ in group.members if made else ():
            unit = node.units[KEEPALIVED]
            if unit.restart == "no" or HAPROXY not in unit.after:
                yield Refused(
                    f"{label(node)}another drop-in of keepalived.service overrules "
                    "holdfast-timers.conf: take its Restart= out first"
                )
