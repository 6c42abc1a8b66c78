# SPDX-License-Identifier: Apache-2.0
"""Nodes that share a VIP speak different versions of VRRP."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.pairs import Member, disagreements
from holdfast.model.place import Place
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """The instances whose version is not that of the others."""
    for vip, one, other in disagreements(site, lambda member: member.instance.version):
        theirs = one.instance.version
        yield Finding(
            f"VRRP version {other.instance.version} here, {theirs} on {one.name}, for the same "
            f"VIP {vip}: each throws the other's advertisements away and both own it; give all "
            "nodes the same vrrp_version, and change them at the same time",
            _place(other),
            also=(Also(_place(one), f"{one.name} speaks version {theirs}"),),
        )


def _place(member: Member) -> Place:
    """Where the version is stated, for the instance or for all; else the instance."""
    instance = member.instance
    stated = member.node.keepalived.globals.settings
    return instance.settings.get("version") or stated.get("vrrp_version") or instance.place
