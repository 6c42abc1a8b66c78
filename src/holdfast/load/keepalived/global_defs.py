# SPDX-License-Identifier: Apache-2.0
"""Defaults of `global_defs` for every instance (global_parser.c and global_data.c, 2.2.7)."""

from holdfast.load.keepalived.numbers import integer, unsigned
from holdfast.load.keepalived.places import Places, text
from holdfast.model.address import Address, Family, family, parse_address
from holdfast.model.place import Place
from holdfast.model.vrrp import Garp
from holdfast.syntax.keepalived import Statement

TRUE = (b"", b"on", b"true", b"yes")
"""`check_true_false`; a keyword alone means yes."""

LONGEST = 2**32 - 1

_GROUPS: dict[bytes, Family] = {b"vrrp_mcast_group4": "ipv4", b"vrrp_mcast_group6": "ipv6"}


def settings(statements: list[Statement], places: Places) -> dict[str, Place]:
    """The place of the last statement of each kind."""
    return {text(s.keyword): places.of(s) for s in statements}


def script_user(statements: list[Statement]) -> tuple[str | None, str | None]:
    """User and group of the last `script_user` that names one (script_user_handler)."""
    stated = [s for s in statements if s.keyword == b"script_user" and s.value(1)]
    if not stated:
        return None, None
    return text(stated[-1].value(1)), text(stated[-1].value(2)) or None


def realtime(statements: list[Statement]) -> bool:
    """Whether the VRRP process has a real-time priority, or gets one when it is late."""
    for statement in statements:
        if statement.keyword == b"vrrp_rt_priority":
            return True
        if statement.keyword == b"max_auto_priority":
            return len(statement.words) < 2 or (integer(statement.value(1), -1, 99) or 0) > 0
    return False


def niceness(statements: list[Statement]) -> int:
    """The last valid `vrrp_priority`; 0 without one."""
    stated = [integer(s.value(1), -20, 19) for s in statements if s.keyword == b"vrrp_priority"]
    return next((number for number in reversed(stated) if number is not None), 0)


def adverts_missed(statements: list[Statement], prefix: str, usual: int) -> int:
    """The last valid `PREFIXdown_timer_adverts`, else what is usual."""
    keyword = f"{prefix}down_timer_adverts".encode()
    stated = [unsigned(s.value(1), 1, 100, "strict") for s in statements if s.keyword == keyword]
    return next((number for number in reversed(stated) if number is not None), usual)


def multicast(statements: list[Statement]) -> dict[Family, Address]:
    """The last valid `vrrp_mcast_group4` and `vrrp_mcast_group6`."""
    found: dict[Family, Address] = {}
    for statement in statements:
        kind = _GROUPS.get(statement.keyword)
        group = parse_address(text(statement.value(1))) if kind is not None else None
        if kind is not None and group and group.is_multicast and family(group) == kind:
            found[kind] = group
    return found


def garp(statements: list[Statement], usual: Garp, prefix: str) -> Garp:
    """`PREFIXgarp_master_…` over what counts without them; `vrrp_min_garp` changes what is usual.

    A repeat of 0 is 1.
    """
    repeat, delay, refresh = usual.repeat, usual.delay, usual.refresh
    for statement in statements:
        value = unsigned(statement.value(1), 0, LONGEST)
        match text(statement.keyword).removeprefix(prefix):
            case "garp_master_repeat" if value is not None:
                repeat = value or 1
            case "garp_master_delay" if value is not None:
                delay = value
            case "garp_master_refresh":
                refresh = value or 0
            case "min_garp" if prefix and statement.value(1) in TRUE:
                repeat = 1 if repeat == usual.repeat else repeat
                delay = 0 if delay == usual.delay else delay
    return Garp(repeat, delay, refresh)
