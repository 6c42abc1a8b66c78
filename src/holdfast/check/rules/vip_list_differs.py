# SPDX-License-Identifier: Apache-2.0
"""Nodes that share a VIP do not list the same VIPs."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.pairs import Member, disagreements
from holdfast.model.address import Address
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """The instances whose list is not that of the others; order and prefix do not matter."""
    for vip, one, other in disagreements(site, _listed):
        yield Finding(
            f"{_difference(other, one)}: both nodes throw the other's advertisements away and "
            f"own {vip} and all the others at the same time; list the same VIPs on all nodes, or "
            "move some to virtual_ipaddress_excluded",
            other.instance.at("virtual_ipaddress"),
            also=(Also(one.instance.at("virtual_ipaddress"), f"the list of {one.name}"),),
        )


def _listed(member: Member) -> frozenset[Address]:
    return frozenset(vip.address for vip in member.instance.vips if not vip.excluded)


def _difference(other: Member, one: Member) -> str:
    here, there = _listed(other), _listed(one)
    only = [f"{_names(here - there)} only on {other.name}"] if here - there else []
    only += [f"{_names(there - here)} only on {one.name}"] if there - here else []
    return f"{other.instance.name} moves " + " and ".join(only)


def _names(addresses: frozenset[Address]) -> str:
    return ", ".join(sorted(map(str, addresses)))
