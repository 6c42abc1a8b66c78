# SPDX-License-Identifier: Apache-2.0
"""Nodes that share a VIP advertise at different intervals."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Severity
from holdfast.check.pairs import Member, Pair, disagreements
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Under version 2 both own the VIP; under version 3 a backup takes the owner's interval."""
    for pair in disagreements(site, _of_version_2):
        yield _finding(
            pair,
            "under VRRP version 2 each throws the other's advertisements away and both own it",
            "error",
        )
    for pair in disagreements(site, _of_version_3):
        yield _finding(
            pair,
            "under VRRP version 3 that works, but how long a fail-over takes depends on who is "
            "the owner",
            "info",
        )


def _finding(pair: Pair, effect: str, severity: Severity) -> Finding:
    vip, one, other = pair
    theirs = one.instance.advert_int
    return Finding(
        f"advert_int is {other.instance.advert_int:g} s here, {theirs:g} s on {one.name}, for the "
        f"same VIP {vip}: {effect}; give all nodes the same",
        other.instance.at("advert_int"),
        also=(Also(one.instance.at("advert_int"), f"{one.name} takes {theirs:g} s"),),
        severity=severity,
    )


def _of_version_2(member: Member) -> float | None:
    return member.instance.advert_int if member.instance.version == 2 else None


def _of_version_3(member: Member) -> float | None:
    return member.instance.advert_int if member.instance.version == 3 else None
