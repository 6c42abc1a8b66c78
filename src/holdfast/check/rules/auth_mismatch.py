# SPDX-License-Identifier: Apache-2.0
"""Nodes that share a VIP do not authenticate alike."""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.check.finding import Also, Finding
from holdfast.check.pairs import Member, disagreements
from holdfast.model.place import Place
from holdfast.model.site import Site


class Auth(Struct, frozen=True):
    """What an instance puts into its advertisements; `kind` is AH, PASS or "none"."""

    kind: str
    password: str


NONE = Auth("none", "")


def check(site: Site) -> Iterator[Finding]:
    """The instances that differ in auth_type, or in the first 8 bytes of auth_pass."""
    for vip, one, other in disagreements(site, _auth):
        yield Finding(
            f"{_difference(other, one)}, for the same VIP {vip}: each throws the other's "
            "advertisements away and both own it; give all nodes the same authentication, or none",
            _place(other),
            also=(Also(_place(one), f"what {one.name} says"),),
        )


def _auth(member: Member) -> Auth | None:
    """None for version 3, which has no authentication."""
    instance = member.instance
    if instance.version != 2:
        return None
    kind = instance.authentication
    return NONE if kind is None else Auth(kind, instance.auth_pass or "")


def _difference(other: Member, one: Member) -> str:
    here, there = _auth(other) or NONE, _auth(one) or NONE
    if here.kind != there.kind:
        return f"authentication is {here.kind} here, {there.kind} on {one.name}"
    return f"auth_pass is not that of {one.name} in its first 8 characters"


def _place(member: Member) -> Place:
    found = member.instance.settings
    return found.get("auth_pass") or found.get("authentication") or member.instance.place
