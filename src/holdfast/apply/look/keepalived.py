# SPDX-License-Identifier: Apache-2.0
"""What keepalived tells of its VRRP instances: in its JSON dump, else in the journal."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from holdfast.model.look import InstanceSeen, VrrpState

_STATES: dict[int, VrrpState] = {0: "INIT", 1: "BACKUP", 2: "MASTER", 3: "FAULT"}
"""VRRP_STATE_… of vrrp.h; a deleted instance, and one that stops, count as INIT."""

_ERRORS = (
    "packet_len_err",
    "advert_interval_err",
    "ip_ttl_err",
    "invalid_type_rcvd",
    "addr_list_err",
    "invalid_authtype",
    "authtype_mismatch",
    "auth_failure",
)
_STATE = re.compile(r"\((\S+)\) Entering (MASTER|BACKUP|FAULT) STATE")
_PRIORITY = re.compile(r"\((\S+)\) Changing effective priority from \d+ to (\d+)")


class _Data(msgspec.Struct):
    iname: str
    state: int
    base_priority: int
    effective_priority: int
    last_transition: float


class _Instance(msgspec.Struct):
    """As vrrp_print_json writes it (keepalived 2.2.7); what is not named here is not read."""

    data: _Data
    stats: dict[str, int] = {}


def dumped(text: str, now: float | None) -> dict[str, InstanceSeen] | None:
    """The instances of a dump by name; None for what is none. `now` is the node's own clock.

    Times of transitions are on a clock that keepalived set when it started: never in the future.
    """
    try:
        found = msgspec.json.decode(text, type=list[_Instance])
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    return {one.data.iname: _seen(one, now) for one in found}


def _seen(one: _Instance, now: float | None) -> InstanceSeen:
    data, stats = one.data, one.stats
    return InstanceSeen(
        state=_STATES.get(data.state, "INIT"),
        priority=data.effective_priority,
        base_priority=data.base_priority,
        since_s=None if now is None else max(0.0, now - data.last_transition),
        became_master=stats.get("become_master"),
        received=stats.get("advert_rcvd"),
        sent=stats.get("advert_sent"),
        errors={name: stats[name] for name in _ERRORS if name in stats},
    )


def logged(text: str) -> Mapping[str, InstanceSeen]:
    """The last state and priority of each instance that the journal tells of."""
    priorities = dict(_priorities(text))
    return {
        name: InstanceSeen(state, priorities.get(name)) for name, state in _states(text).items()
    }


def _states(text: str) -> dict[str, VrrpState]:
    known: dict[str, VrrpState] = {"MASTER": "MASTER", "BACKUP": "BACKUP", "FAULT": "FAULT"}
    return {name: known[state] for name, state in _STATE.findall(text)}


def _priorities(text: str) -> Iterator[tuple[str, int]]:
    return ((name, int(priority)) for name, priority in _PRIORITY.findall(text))
