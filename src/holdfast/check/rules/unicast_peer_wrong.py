# SPDX-License-Identifier: Apache-2.0
"""No unicast_peer is the address at which the other node listens."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.check.own_addresses import hears_at, own_addresses, sends_from
from holdfast.check.pairs import Member, pairs
from holdfast.check.peer_list import address_of_the_other, peer_replaced
from holdfast.model.address import Address
from holdfast.model.place import Place
from holdfast.model.priority import effective_priority
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Both use unicast, the other node's addresses are known, and none of them is listed.

    A list of its own address alone is `unicast-peer-is-self`.
    """
    for vip, one, other in pairs(site):
        for sender, receiver in ((one, other), (other, one)):
            if _misses(sender, receiver):
                yield _finding(vip, sender, receiver, _fix(site, sender))


def _misses(sender: Member, receiver: Member) -> bool:
    peers = set(sender.instance.unicast_peers)
    known = hears_at(receiver.node, receiver.instance)
    if not peers or not receiver.instance.unicast_peers or not known:
        return False
    return not peers & known and not peers <= sends_from(sender.node, sender.instance)


def _finding(vip: Address, sender: Member, receiver: Member, fix: Fix | None) -> Finding:
    listed = ", ".join(str(peer) for peer in sender.instance.unicast_peers)
    wanted = receiver.instance.unicast_src_ip or min(map(str, own_addresses(receiver.node)))
    first = _priority(sender) >= _priority(receiver)
    effect = (
        "both own it"
        if first
        else f"while {sender.name} owns it, {receiver.name} does not know, and takes it whatever "
        "`nopreempt` or a lower priority says"
    )
    return Finding(
        f"{sender.name} sends its advertisements for {vip} to {listed}, and {receiver.name} "
        f"does not listen there: {effect}; list {wanted}",
        sender.instance.at("unicast_peer"),
        also=(Also(_place(receiver), f"{receiver.name} has {wanted}"),),
        fix=fix,
        severity="error" if first else "warning",
    )


def _fix(site: Site, sender: Member) -> Fix | None:
    """The other's address for the only peer."""
    node, instance = sender
    wanted = address_of_the_other(site, node, instance)
    if wanted is None or len(instance.unicast_peers) != 1:
        return None
    return peer_replaced(node, instance, instance.unicast_peers[0], wanted)


def _place(receiver: Member) -> Place:
    """Where the address is stated."""
    instance = receiver.instance
    if instance.unicast_src_ip is not None:
        return instance.at("unicast_src_ip")
    stated = [a for link in receiver.node.interfaces for a in link.addresses if a.place]
    wanted = [a.place for a in sorted(stated, key=lambda a: str(a.address)) if a.place]
    return wanted[0] if wanted else instance.place


def _priority(member: Member) -> int:
    return effective_priority(member.node.keepalived, member.instance)
