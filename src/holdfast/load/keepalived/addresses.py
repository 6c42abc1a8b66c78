# SPDX-License-Identifier: Apache-2.0
"""Addresses of an instance (parse_ipaddress, alloc_ipaddress, alloc_vrrp_unicast_peer, 2.2.7)."""

from holdfast.load.keepalived.numbers import unsigned
from holdfast.load.keepalived.places import Places, text
from holdfast.model.address import Address, host_prefix, parse_address
from holdfast.model.vrrp import Vip
from holdfast.syntax.keepalived import Statement

_WITH_ARGUMENT = frozenset(b"dev scope broadcast brd label peer preferred_lft".split())


def vip(entry: Statement, places: Places, *, excluded: bool) -> Vip | None:
    """An entry of `virtual_ipaddress`, or None for one that keepalived skips."""
    bare, _, length = entry.value(0).partition(b"/")
    address = parse_address(text(bare))
    if address is None or b"%" in bare:
        return None
    options = _options(entry)
    if options is None:
        return None
    prefix = unsigned(length, 0, host_prefix(address)) if length else None
    dad = b"-nodad" in entry.values
    return Vip(address, prefix, options.get("dev"), places.of(entry), excluded, dad)


def peer(entry: Statement) -> Address | None:
    """An entry of `unicast_peer`."""
    return parse_address(text(entry.value(0)))


def _options(entry: Statement) -> dict[str, str] | None:
    """The options that have an argument; None where the last one lacks it."""
    words = iter(entry.values[1:])
    found: dict[str, str] = {}
    for word in words:
        if word in _WITH_ARGUMENT:
            argument = next(words, None)
            if argument is None:
                return None
            found.setdefault(text(word), text(argument))
    return found
