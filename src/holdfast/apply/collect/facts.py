# SPDX-License-Identifier: Apache-2.0
"""What a host's commands printed, as facts. A part that is no such output counts as absent."""

import re
from collections.abc import Iterator, Mapping

from holdfast.apply.told import links, number, routes, sockets, units
from holdfast.model.facts import AdvertFact, Facts

_DAEMON_VERSION = re.compile(r"(?:HAProxy version|HA-Proxy version|Keepalived v)\s*(\S+)")
_STATE = re.compile(r"\((\S+)\) Entering (MASTER|BACKUP|FAULT) STATE")


def facts(parts: Mapping[str, str]) -> Facts:
    """The facts of one host, from the parts of its answer."""
    return Facts(
        hostname=_text(parts, "hostname"),
        kernel=_text(parts, "kernel"),
        links=tuple(links(_text(parts, "addresses"))),
        routes=tuple(
            route for part in ("routes", "routes6") for route in routes(_text(parts, part))
        ),
        settings=dict(_settings(_lines(parts, "settings"))),
        modules=tuple(sorted(_lines(parts, "modules"))),
        versions=dict(_versions(parts)),
        packages=dict(_packages(_lines(parts, "packages") + _lines(parts, "rpm"))) or None,
        units=dict(units(_text(parts, "units"))),
        listening=tuple(sockets(_lines(parts, "sockets"))),
        vrrp=dict(_STATE.findall(parts.get("vrrp", ""))),
        selinux=_text(parts, "selinux") or None,
        heard=tuple(_heard(_lines(parts, "heard"))),
        unread=tuple(dict.fromkeys(_unread(_lines(parts, "errors")))),
    )


def _text(parts: Mapping[str, str], name: str) -> str:
    return parts.get(name, "").strip()


def _lines(parts: Mapping[str, str], name: str) -> list[str]:
    return [line for line in parts.get(name, "").splitlines() if line.strip()]


def _settings(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        path, equals, value = line.partition(" = ")
        if equals:
            yield path.replace("/", "."), value.strip()


def _versions(parts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for daemon in ("haproxy", "keepalived"):
        match = _DAEMON_VERSION.search(parts.get(daemon, ""))
        if match is not None:
            yield daemon, match[1].rstrip(",")


def _packages(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        match line.split():
            case [name, version, "installed"]:
                yield name, version


def _heard(lines: list[str]) -> Iterator[AdvertFact]:
    for line in lines:
        match line.split():
            case [card, ("ipv4" | "ipv6") as family, version, vrid, source]:
                spoken, told = number(version), number(vrid)
                if spoken is not None and told is not None:
                    yield AdvertFact(card, family, spoken, told, source)


def _unread(lines: list[str]) -> Iterator[str]:
    """What tar says of files that it could not read; the rest of its words is no matter."""
    for line in lines:
        _, _, told = line.partition("tar: ")
        if "Cannot open" in told or "Cannot stat" in told:
            yield told.removesuffix("; Warning: Cannot open").strip()
