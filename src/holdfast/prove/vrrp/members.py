# SPDX-License-Identifier: Apache-2.0
"""An instance as a member of its group, with what keepalived itself changes when it starts."""

from collections.abc import Iterator

from holdfast.model.address import Address, family
from holdfast.model.priority import OWNER, starts_as_master, waits
from holdfast.model.site import Node
from holdfast.model.vrrp import DEFAULT_INTERFACE, SyncGroup, VrrpInstance
from holdfast.prove.vrrp.checks import Checks
from holdfast.prove.vrrp.notify import notify_effects
from holdfast.prove.vrrp.parameters import Member
from holdfast.prove.vrrp.tracked import stuck, tracks, unweighed


def member(
    node: Node, instance: VrrpInstance, rank: int, checks: Checks, interfaces: list[str]
) -> Member:
    """The member; `interfaces` grows by those that it needs (vrrp_complete_instance, vrrp.c).

    An interface that it needs has no weight, whatever is stated (add_vrrp_to_interface).
    """
    sync = node.keepalived.sync_group(instance)
    nopreempt = waits(instance)
    delay = 0.0 if starts_as_master(instance) or nopreempt else instance.preempt_delay * 1000
    own = _number(instance.interface or DEFAULT_INTERFACE, interfaces)
    needed = tuple(dict.fromkeys(_needed(node, instance, own, interfaces)))
    tracked = tracks(node, instance, sync, checks, interfaces)
    return Member(
        name=instance.name,
        priority=instance.priority,
        rank=rank,
        advert_ms=instance.advert_int * 1000,
        adverts_missed=instance.adverts_missed,
        version=instance.version,
        nopreempt=nopreempt,
        nopreempt_stated=instance.nopreempt,
        preempt_delay_ms=delay,
        preempt_delay_stated=instance.preempt_delay > 0,
        owns_at_start=_all_owners(node, instance, sync),
        interface=own,
        interfaces=needed,
        tracks=tuple(t for t in tracked if not (t.of == "interface" and t.number in needed)),
        unweighed=tuple(unweighed(instance, sync, checks, interfaces)),
        unicast=bool(instance.unicast_peers),
        sync=node.keepalived.sync_groups.index(sync) if sync is not None else None,
        stuck=stuck(node, instance, checks, interfaces),
        listens=any(listens(node, vip.address) for vip in instance.vips),
        notify=notify_effects(node, instance.notifies),
        group_notify=notify_effects(node, sync.notifies if sync is not None else ()),
        places={"": instance.place, **instance.settings},
    )


def listens(node: Node, address: Address) -> bool:
    """Whether HAProxy has a bind that takes connections to an address."""
    return any(
        bind.address == address
        or (bind.address is None and bind.family in (family(address), "ipv6"))
        for bind in node.haproxy.binds
    )


def _number(name: str, interfaces: list[str]) -> int:
    if name not in interfaces:
        interfaces.append(name)
    return interfaces.index(name)


def _needed(node: Node, instance: VrrpInstance, own: int, interfaces: list[str]) -> Iterator[int]:
    """The interfaces without which it is in FAULT: its own, and those that its VIPs go to."""
    if "dont_track_primary" not in instance.settings:
        yield own
    for device in {vip.device: None for vip in instance.vips if vip.tracked}:
        declared = node.interface(device) if device is not None else None
        local = device == "lo" or (declared is not None and declared.local)
        if device is not None and not local and _number(device, interfaces) != own:
            yield _number(device, interfaces)


def _all_owners(node: Node, instance: VrrpInstance, sync: SyncGroup | None) -> bool:
    """Whether it and all that move with it are address owners in state MASTER."""
    names = sync.members if sync is not None else (instance.name,)
    members = (i for i in node.keepalived.instances if i.name in names)
    return all(i.priority == OWNER and starts_as_master(i) for i in members)
