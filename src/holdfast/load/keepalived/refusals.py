# SPDX-License-Identifier: Apache-2.0
"""Values that keepalived 2.2.7 does not take as they are written (vrrp_parser.c, vrrp_track.c)."""

from collections.abc import Iterator

from holdfast.load.keepalived.addresses import vip_refusals
from holdfast.load.keepalived.numbers import integer, prefix, seconds, unsigned
from holdfast.load.keepalived.places import Places, text
from holdfast.load.keepalived.trackers import TRACKING
from holdfast.model.address import family, parse_address
from holdfast.model.keyword import Refused
from holdfast.model.place import Place
from holdfast.model.vrrp import VrrpInstance
from holdfast.syntax.keepalived import Statement

STATES = (b"MASTER", b"BACKUP")
HIGHEST_WEIGHT = {b"track_interface": 253, b"track_script": 253, b"track_bfd": 253}
OTHER_WEIGHTS = 254
VIPS = (b"virtual_ipaddress", b"virtual_ipaddress_excluded")
LONGEST_PASSWORD = 8


def instance_refusals(block: Statement, taken: VrrpInstance, places: Places) -> Iterator[Refused]:
    """Those of a `vrrp_instance` block; `taken` is what keepalived makes of it."""
    for statement in block.block or ():
        if statement.keyword == b"authentication":
            yield from instance_refusals(statement, taken, places)
        if b"$" not in statement.value(1):  # a variable may be set on another node
            for found in _refused(statement, taken):
                yield Refused(taken.name, *found, places.of(statement))
        yield from _of_entries(statement, taken, places)


def script_refusals(block: Statement, places: Places) -> Iterator[Refused]:
    """Those of a `vrrp_script` block: a weight that is out of range counts all the same."""
    for statement in block.block or ():
        if statement.keyword == b"weight" and len(statement.words) > 1:
            value = statement.value(1)
            if b"$" not in value and integer(value, -253, 253) is None:
                name, stated = text(block.value(1)), text(value)
                yield Refused(name, "weight", stated, str(prefix(value)[0]), places.of(statement))


def _refused(statement: Statement, taken: VrrpInstance) -> Iterator[tuple[str, str, str]]:
    """The keyword, the value as written, what counts instead."""
    value = statement.value(1)
    match statement.keyword:
        case b"state" if value not in STATES:
            yield "state", text(value), "BACKUP"
        case b"priority" if unsigned(value, 1, 255, "strict") is None:
            yield "priority", text(value), "100"
        case b"virtual_router_id" if unsigned(value, 1, 255, "strict") is None:
            yield "virtual_router_id", text(value), ""
        case b"advert_int" if seconds(value, 0.01, 255) != taken.advert_int:
            yield "advert_int", text(value), f"{taken.advert_int:g}"
        case b"auth_pass" if len(value) > LONGEST_PASSWORD:
            yield "auth_pass", text(value), taken.auth_pass or ""


def _of_entries(block: Statement, taken: VrrpInstance, places: Places) -> Iterator[Refused]:
    """Addresses that are none or of the other family, weights of trackers out of range."""
    for entry in block.block or ():
        place: Place = places.of(entry)
        if block.keyword in VIPS and b"$" not in b"".join(entry.values):
            for found in vip_refusals(entry):
                yield Refused(taken.name, *found, place)
        if block.keyword in (b"virtual_ipaddress", b"unicast_peer"):
            address = parse_address(text(entry.value(0).partition(b"/")[0]))
            if address is not None and family(address) != taken.family:
                yield Refused(taken.name, text(block.keyword), text(entry.value(0)), "", place)
        elif block.keyword in TRACKING and entry.value(1) == b"weight":
            highest = HIGHEST_WEIGHT.get(block.keyword, OTHER_WEIGHTS)
            if entry.value(2) and integer(entry.value(2), -highest, highest) is None:
                value, _ = prefix(entry.value(2))
                near = abs(value) == OTHER_WEIGHTS
                counts = str(max(-highest, min(highest, value))) if near else ""
                yield Refused(taken.name, "weight", text(entry.value(2)), counts, place)
