# SPDX-License-Identifier: Apache-2.0
"""What a host's commands printed, as a look. A part that is no such output counts as absent."""

import re
from collections.abc import Iterator, Mapping

import msgspec

from holdfast.apply.look.haproxy import haproxy_answers
from holdfast.apply.look.keepalived import dumped, logged
from holdfast.apply.told import links, sockets, units
from holdfast.load.firewall.relay_counters import relayed
from holdfast.model.look import DaemonSeen, Look, RelaySeen
from holdfast.model.unit import HAPROXY, KEEPALIVED

_SET = re.compile(r"^set (ip6?) (\w+)$", re.MULTILINE)
_ELEMENT = '"elem"'


def look(parts: Mapping[str, str]) -> Look:
    """The look of one host, from the parts of its answer."""
    uptime, now = _clock(parts.get("clock", ""))
    ages = dict(_ages(parts.get("ages", ""), uptime))
    seen = dict(_daemons(parts.get("units", ""), ages))
    dump = parts.get("dump", "").strip()
    refused = dump.removeprefix("no: ") if dump.startswith("no: ") else ""
    instances = None if refused else dumped(dump, now)
    logs = logged(parts.get("vrrp", ""))
    return Look(
        links=tuple(links(parts.get("addresses", ""))),
        haproxy=seen.get(HAPROXY, DaemonSeen()),
        keepalived=seen.get(KEEPALIVED, DaemonSeen()),
        answers=tuple(haproxy_answers(parts.get("haproxy", ""))),
        listening=tuple(sockets(parts.get("sockets", "").splitlines())),
        instances=instances if instances is not None else (logs or None),
        dumped=instances is not None,
        no_dump=refused or ("" if instances is not None else "its dump is no JSON"),
        relay=_relay(parts),
        hashes=dict(_hashes(parts.get("hashes", ""))),
    )


def _clock(text: str) -> tuple[float | None, float | None]:
    """Seconds since the boot, and since 1970."""
    match text.split():
        case [uptime, now]:
            try:
                return float(uptime), float(now)
            except ValueError:
                pass
    return None, None


def _ages(text: str, uptime: float | None) -> Iterator[tuple[str, float]]:
    for line in text.splitlines():
        match line.split():
            case [unit, start, ticks] if start.isdecimal() and ticks.isdecimal() and uptime:
                yield unit, max(0.0, uptime - int(start) / max(1, int(ticks)))


def _daemons(text: str, ages: Mapping[str, float]) -> Iterator[tuple[str, DaemonSeen]]:
    for name, unit in units(text):
        yield name, DaemonSeen(unit.active, unit.sub, unit.restarts, ages.get(name))


def _relay(parts: Mapping[str, str]) -> RelaySeen | None:
    try:
        counted = relayed(parts.get("counters", "").encode())
    except (msgspec.DecodeError, KeyError, TypeError):
        return None
    return None if counted is None else RelaySeen(counted, tuple(_hears(parts.get("sets", ""))))


def _hears(text: str) -> Iterator[tuple[str, str]]:
    """The sets that have an element."""
    _, *blocks = _SET.split(text)
    for family, name, told in zip(blocks[::3], blocks[1::3], blocks[2::3], strict=True):
        if _ELEMENT in told:
            yield family, name


def _hashes(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        known, _, path = line.partition(" ")
        if path.startswith("/"):
            yield path, known
