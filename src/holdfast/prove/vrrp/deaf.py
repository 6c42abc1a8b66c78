# SPDX-License-Identifier: Apache-2.0
"""Why one member of a group discards another's advertisements (vrrp_check_packet, vrrp.c 2.2.7)."""

from collections.abc import Iterator

from holdfast.model.address import Address
from holdfast.model.site import Node
from holdfast.model.vrrp import VrrpInstance
from holdfast.prove.vrrp.parameters import Reason

End = tuple[Node, VrrpInstance]

_RULES = {
    "version": "version-mismatch",
    "auth_type": "auth-mismatch",
    "auth_pass": "auth-mismatch",
    "advert_int": "advert-int-mismatch",
    "virtual_ipaddress": "vip-list-differs",
}


def why_deaf(receiver: End, sender: End, addresses: dict[str, Address | None]) -> Reason | None:
    """The first check that the sender's packets fail at the receiver; None where they count.

    `addresses` has each node's own address on the group's network, where it is known.
    """
    return next(_reasons(receiver, sender, addresses), None)


def unreached(receiver: End, sender: End, addresses: dict[str, Address | None]) -> bool:
    """Whether the sender's packets do not even come to the receiver's keepalived to be discarded.

    A socket is bound to the multicast address or to its own, and takes VRRP or AH, never both
    (open_vrrp_read_socket, vrrp_create_sockpool).
    """
    mine, theirs = receiver[1], sender[1]
    return (
        next(_not_sent(receiver, sender, addresses), None) is not None
        or bool(mine.unicast_peers) != bool(theirs.unicast_peers)
        or (mine.authentication == "AH") != (theirs.authentication == "AH")
    )


def _reasons(receiver: End, sender: End, addresses: dict[str, Address | None]) -> Iterator[Reason]:
    (here, mine), (there, theirs) = receiver, sender
    yield from _not_sent(receiver, sender, addresses)
    for keyword, own, other, differ in (
        ("version", f"{mine.version}", f"{theirs.version}", mine.version != theirs.version),
        ("auth_type", *_auth_types(mine, theirs)),
        ("auth_pass", *_passwords(mine, theirs)),
        ("advert_int", *_intervals(mine, theirs)),
        ("virtual_ipaddress", *_vips(mine, theirs)),
    ):
        if differ:
            yield Reason(
                f"{here.name} discards the advertisement of {there.name}: {keyword} {own} at "
                f"{here.name}, {other} at {there.name}",
                (mine.at(keyword), theirs.at(keyword)),
                f"give both nodes the same {keyword}",
                _RULES[keyword],
            )
    if bool(mine.unicast_peers) != bool(theirs.unicast_peers):
        own, other = ("unicast", "multicast") if mine.unicast_peers else ("multicast", "unicast")
        yield Reason(
            f"{here.name} discards the advertisement of {there.name}: {here.name} expects {own}, "
            f"{there.name} sends {other}",
            (mine.at("unicast_peer"), theirs.at("unicast_peer")),
            "let both nodes use unicast, or none",
            "unicast-on-one-side",
        )


def _not_sent(receiver: End, sender: End, addresses: dict[str, Address | None]) -> Iterator[Reason]:
    """A unicast sender reaches its peers only; a node of unknown address may be one of them."""
    (here, mine), (there, theirs) = receiver, sender
    address = mine.unicast_src_ip or addresses.get(here.name or "")
    if theirs.unicast_peers and address is not None and address not in theirs.unicast_peers:
        peers = ", ".join(map(str, theirs.unicast_peers))
        yield Reason(
            f"{there.name} sends its advertisements to {peers}, and {here.name} has {address}",
            (theirs.at("unicast_peer"), mine.at("unicast_src_ip")),
            f"list {address} among the peers of {there.name}",
            "unicast-peer-wrong",
        )


def _auth_types(mine: VrrpInstance, theirs: VrrpInstance) -> tuple[str, str, bool]:
    own, other = mine.authentication, theirs.authentication
    return own or "none", other or "none", mine.version == 2 and own != other


def _passwords(mine: VrrpInstance, theirs: VrrpInstance) -> tuple[str, str, bool]:
    both = mine.authentication is not None and theirs.authentication is not None
    return "one", "another one", both and mine.auth_pass != theirs.auth_pass


def _intervals(mine: VrrpInstance, theirs: VrrpInstance) -> tuple[str, str, bool]:
    """Version 2 insists on its own interval, version 3 takes the master's."""
    own, other = f"{mine.advert_int:g}", f"{theirs.advert_int:g}"
    return own, other, mine.version == 2 and mine.advert_int != theirs.advert_int


def _vips(mine: VrrpInstance, theirs: VrrpInstance) -> tuple[str, str, bool]:
    own, other = _advertised(mine), _advertised(theirs)
    differ = len(own) != len(other) or not set(own) <= set(other)
    return ", ".join(own), ", ".join(other), differ


def _advertised(instance: VrrpInstance) -> list[str]:
    """Those in the packet: of the instance's own family, not excluded."""
    return [
        str(vip.address)
        for vip in instance.vips
        if not vip.excluded and vip.address.version == (6 if instance.family == "ipv6" else 4)
    ]
