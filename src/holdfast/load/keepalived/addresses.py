# SPDX-License-Identifier: Apache-2.0
"""Addresses of an instance (parse_ipaddress, alloc_ipaddress, alloc_vrrp_unicast_peer, 2.2.7)."""

from collections.abc import Iterator

from holdfast.load.keepalived.numbers import unsigned
from holdfast.load.keepalived.places import Places, text
from holdfast.model.address import Address, host_prefix, parse_address
from holdfast.model.vrrp import Vip
from holdfast.syntax.keepalived import Statement, unquote
from holdfast.syntax.token import Token

_WITH_ARGUMENT = frozenset(b"dev scope broadcast brd label peer preferred_lft".split())
OPTIONS = _WITH_ARGUMENT | frozenset(
    b"-nodad autojoin home mngtmpaddr no_track noprefixroute use_vmac".split()
)
"""What may stand behind an address of `virtual_ipaddress`."""


def vip(entry: Statement, places: Places, *, excluded: bool) -> Vip | None:
    """An entry of `virtual_ipaddress`, or None for one that keepalived skips."""
    bare, _, length = entry.value(0).partition(b"/")
    address = parse_address(text(bare))
    if address is None or b"%" in bare:
        return None
    options = _options(entry)
    if options is None:
        return None
    prefix = _prefix(length, address) if b"/" in entry.value(0) else None
    dad = b"-nodad" in entry.values
    tracked = b"no_track" not in entry.values
    return Vip(address, prefix, options.get("dev"), places.of(entry), excluded, dad, tracked)


def vip_refusals(entry: Statement) -> Iterator[tuple[str, str, str]]:
    """As in `model.keyword.Refused`: the keyword, the value as written, what counts instead."""
    bare, slash, length = entry.value(0).partition(b"/")
    address = parse_address(text(bare))
    if address is None or b"%" in bare:
        yield "address", text(entry.value(0)), ""
    elif _options(entry) is None:
        yield text(entry.values[-1]), text(entry.value(0)), ""
    elif slash and unsigned(length, 0, host_prefix(address), "strict") is None:
        yield "prefix", text(length), str(_prefix(length, address))


def unknown_options(entry: Statement) -> Iterator[Token]:
    """The words behind an address that keepalived does not know, and ignores."""
    words = iter(entry.words[1:])
    for word in words:
        if unquote(word.text) in _WITH_ARGUMENT:
            next(words, None)
        elif unquote(word.text) not in OPTIONS:
            yield word


def peer(entry: Statement) -> Address | None:
    """An entry of `unicast_peer`."""
    return parse_address(text(entry.value(0)))


def _prefix(length: bytes, address: Address) -> int:
    """The stated length, or all bits where that is none."""
    stated = unsigned(length, 0, host_prefix(address))
    return host_prefix(address) if stated is None else stated


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
