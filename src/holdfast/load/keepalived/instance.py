# SPDX-License-Identifier: Apache-2.0
"""`vrrp_instance` blocks (vrrp_parser.c and vrrp_complete_instance in vrrp.c, keepalived 2.2.7).

Every value is the one keepalived takes for that statement: its default where the statement is bad.
What statements do to each other stays visible: `nopreempt` and `preempt_delay` are as stated, even
where `state MASTER` will clear them, and so is `auth_type` under version 3.
"""

from holdfast.load.keepalived.commands import notifies
from holdfast.load.keepalived.global_defs import TRUE, adverts_missed, garp
from holdfast.load.keepalived.instance_addresses import InstanceAddresses
from holdfast.load.keepalived.numbers import integer, seconds, unsigned
from holdfast.load.keepalived.places import Places, text
from holdfast.load.keepalived.trackers import Known, trackers
from holdfast.model.address import Address
from holdfast.model.place import Place
from holdfast.model.vrrp import ADVERTS_MISSED, MULTICAST, KeepalivedGlobals, VrrpInstance
from holdfast.syntax.keepalived import Statement

OWNER, USUAL = 255, 100
"""The priorities that stand in for one that is not stated, with `state MASTER` and without."""

LONGEST_PASSWORD = 8
LONGEST_NAME = 15
"""Bytes of an interface's name; keepalived ignores a longer one."""

LONGEST_DELAY = 1000.0
"""Seconds, of `preempt_delay`."""


def instance(
    block: Statement, version: int, known: Known, places: Places, stated_for_all: KeepalivedGlobals
) -> VrrpInstance:
    """An instance; `version` is that of global_defs, `known` what is defined above the block."""
    statements = _flat(block)
    stated = _Stated(statements)
    addresses = InstanceAddresses(statements, places)
    strict = _strict(stated, usual=stated_for_all.strict)
    version = _version(statements, places, version, strict=strict)
    state, priority = _state(stated), _priority(stated)
    return VrrpInstance(
        name=text(block.value(1)),
        place=places.of(block),
        settings=_settings(statements, places),
        state=state or ("MASTER" if priority == OWNER else "BACKUP"),
        interface=_interface(stated),
        virtual_router_id=_virtual_router_id(stated),
        priority=priority or (OWNER if state == "MASTER" else USUAL),
        advert_int=_advert_int(stated, version),
        version=version,
        adverts_missed=_adverts_missed(stated, statements, stated_for_all),
        nopreempt=_nopreempt(statements),
        preempt_delay=_preempt_delay(stated),
        auth_type=_auth_type(stated),
        auth_pass=_auth_pass(stated),
        unicast_src_ip=addresses.unicast_source,
        unicast_peers=addresses.peers,
        vips=addresses.vips,
        trackers=trackers(statements, known, places),
        notifies=notifies(statements, places),
        strict=strict,
        garp=garp(statements, stated_for_all.garp, ""),
        multicast=addresses.multicast or _usual_group(addresses, stated_for_all),
    )


def _usual_group(addresses: InstanceAddresses, usual: KeepalivedGlobals) -> Address | None:
    family = addresses.family
    return None if family is None else usual.multicast.get(family, MULTICAST[family])


class _Stated(dict[bytes, list[bytes]]):
    """The second word of every statement, by keyword, in file order."""

    def __init__(self, statements: list[Statement]) -> None:
        super().__init__()
        for statement in statements:
            self.setdefault(statement.keyword, []).append(statement.value(1))

    def all(self, keyword: str) -> list[bytes]:
        return self.get(keyword.encode(), [])

    def last(self, keyword: str) -> bytes | None:
        found = self.all(keyword)
        return found[-1] if found else None


def _flat(block: Statement) -> list[Statement]:
    """The statements of an instance, those of `authentication` among them."""
    found: list[Statement] = []
    for statement in block.block or ():
        if statement.words:
            found.append(statement)
        if statement.keyword == b"authentication":
            found += [inner for inner in statement.block or () if inner.words]
    return found


def _settings(statements: list[Statement], places: Places) -> dict[str, Place]:
    """The place of each statement: of the last of a kind, of the first `notify…`, as they count."""
    settings: dict[str, Place] = {}
    for statement in statements:
        keyword = text(statement.keyword)
        if not (keyword.startswith("notify") and keyword in settings):
            settings[keyword] = places.of(statement)
    return settings


def _state(stated: _Stated) -> str | None:
    """MASTER stays, whatever else is stated after it; an unknown word is BACKUP."""
    state: str | None = None
    for value in stated.all("state"):
        if value == b"MASTER":
            state = "MASTER"
        elif value != b"BACKUP" or state is None:
            state = "BACKUP"
    return state


def _priority(stated: _Stated) -> int | None:
    value = stated.last("priority")
    return None if value is None else unsigned(value, 1, OWNER, "strict") or USUAL


def _virtual_router_id(stated: _Stated) -> int | None:
    valid = [unsigned(value, 1, 255, "strict") for value in stated.all("virtual_router_id")]
    return next((number for number in reversed(valid) if number is not None), None)


def _interface(stated: _Stated) -> str | None:
    names = [name for name in stated.all("interface") if 0 < len(name) <= LONGEST_NAME]
    return text(names[-1]) if names else None


def _version(statements: list[Statement], places: Places, usual: int, *, strict: bool) -> int:
    """The first valid one; 2 is none below an IPv6 address. Without one, and in strict mode
    whatever is stated, IPv6 has 3 (vrrp_version_handler, vrrp_complete_instance)."""
    ipv6 = InstanceAddresses(statements, places).family == "ipv6"
    for number, statement in enumerate(statements):
        version = integer(statement.value(1), 2, 3) if statement.keyword == b"version" else None
        above = InstanceAddresses(statements[:number], places).family if version == 2 else None
        if version is not None and above != "ipv6":
            return 3 if ipv6 and strict else version
    return 3 if ipv6 else usual


def _advert_int(stated: _Stated, version: int) -> float:
    """Seconds: whole ones under version 2, hundredths up to 40.95 under version 3."""
    valid = [seconds(value, 0.01, 255) for value in stated.all("advert_int")]
    stated_last = next((value for value in reversed(valid) if value is not None), 1.0)
    if version == 2:
        return max(1.0, float(int(stated_last + 0.5)))
    return min(40.95, int(stated_last * 100 + 0.5) / 100)


def _adverts_missed(
    stated: _Stated, statements: list[Statement], for_all: KeepalivedGlobals
) -> int:
    """Strict mode allows the protocol's 3 alone (vrrp_complete_instance)."""
    if _strict(stated, usual=for_all.strict):
        return ADVERTS_MISSED
    return adverts_missed(statements, "", for_all.adverts_missed)


def _nopreempt(statements: list[Statement]) -> bool:
    words = [s.keyword for s in statements if s.keyword in (b"nopreempt", b"preempt")]
    return words[-1:] == [b"nopreempt"]


def _strict(stated: _Stated, *, usual: bool) -> bool:
    value = stated.last("strict_mode")
    return usual if value is None else value in TRUE


def _preempt_delay(stated: _Stated) -> float:
    value = stated.last("preempt_delay")
    return 0.0 if value is None else seconds(value, 0, LONGEST_DELAY) or 0.0


def _auth_type(stated: _Stated) -> str | None:
    known = [value for value in stated.all("auth_type") if value in (b"AH", b"PASS")]
    return text(known[-1]) if known else None


def _auth_pass(stated: _Stated) -> str | None:
    value = stated.last("auth_pass")
    return None if value is None else text(value[:LONGEST_PASSWORD])
