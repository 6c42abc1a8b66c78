# SPDX-License-Identifier: Apache-2.0
"""Chains of rules, and whether an advertisement surely comes to no `accept` in them."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from holdfast.model.address import Address
from holdfast.model.place import Place
from holdfast.model.vrrp import MULTICAST, VrrpInstance

DEEPEST = 16
"""Chains that jump into each other."""

Fate = Literal["open", "dropped", "through"]
"""Perhaps accepted; surely dropped; at the end of the chain without an accept."""


class Advert(Struct, frozen=True):
    """The packet in question: protocol 112, as an instance's node receives it.

    `group` is the multicast address it is sent to, None for unicast.
    """

    version: int
    interface: str
    group: Address | None


class Rule(Struct, frozen=True):
    """A rule as far as it matters: `may_match` unless a condition surely does not hold.

    `verdict` is `accept`, `drop`, `return`, the name of a chain to jump to, or "" for none.
    `always` says that it has no condition at all.
    """

    verdict: str
    may_match: bool
    always: bool
    place: Place


class Chain(Struct, frozen=True):
    """The rules of a chain; `policy` is where a chain of the kernel's says that it drops."""

    rules: tuple[Rule, ...]
    policy: Place | None = None


def advert(instance: VrrpInstance) -> Advert | None:
    """The packet that an instance waits for; None where that is not the usual one."""
    if instance.family is None or instance.interface is None:
        return None
    if "mcast_dst_ip" in instance.settings or instance.auth_type == "AH":
        return None
    version = 4 if instance.family == "ipv4" else 6
    group = None if instance.unicast_peers else MULTICAST[instance.family]
    return Advert(version, instance.interface, group)


def dropped_by(chains: Mapping[str, Chain], name: str) -> Place | None:
    """Where the chain surely drops it: a rule without condition, or the policy; else None."""
    chain = chains[name]
    fate, place = _fate(chains, name, 0)
    if fate == "dropped":
        return place
    return chain.policy if fate == "through" else None


def may_accept(chains: Mapping[str, Chain], name: str) -> bool:
    """Whether a rule of the chain, or of one it jumps to, may accept it."""
    fate, _ = _fate(chains, name, 0)
    return fate == "open"


def _fate(chains: Mapping[str, Chain], name: str, depth: int) -> tuple[Fate, Place | None]:
    chain = chains.get(name)
    if chain is None or depth > DEEPEST:
        return "open", None
    left = False  # it may have left the chain before it comes to a rule
    for rule in chain.rules:
        if not rule.may_match or not rule.verdict:
            continue
        fate, place = _of_rule(chains, rule, depth)
        if fate == "open" or (fate == "dropped" and rule.always and not left):
            return fate, place
        left = left or rule.verdict == "return"
    return "through", None


def _of_rule(chains: Mapping[str, Chain], rule: Rule, depth: int) -> tuple[Fate, Place | None]:
    match rule.verdict:
        case "accept":
            return "open", None
        case "drop":
            return "dropped", rule.place
        case "return":
            return "through", None
    return _fate(chains, rule.verdict, depth + 1)
