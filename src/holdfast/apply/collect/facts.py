# SPDX-License-Identifier: Apache-2.0
"""What a host's commands printed, as facts. A part that is no such output counts as absent."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from holdfast.model.facts import Facts, LinkFact, RouteFact, SocketFact, UnitFact

_DAEMON_VERSION = re.compile(r"(?:HAProxy version|HA-Proxy version|Keepalived v)\s*(\S+)")
_STATE = re.compile(r"\((\S+)\) Entering (MASTER|BACKUP|FAULT) STATE")
_PROGRAM = re.compile(r'users:\(\("([^"]*)"')


def facts(parts: Mapping[str, str]) -> Facts:
    """The facts of one host, from the parts of its answer."""
    return Facts(
        hostname=_text(parts, "hostname"),
        kernel=_text(parts, "kernel"),
        links=tuple(_links(_json(parts, "addresses"))),
        routes=tuple(r for part in ("routes", "routes6") for r in _routes(_json(parts, part))),
        settings=dict(_settings(_lines(parts, "settings"))),
        modules=tuple(sorted(_lines(parts, "modules"))),
        versions=dict(_versions(parts)),
        packages=dict(_packages(_lines(parts, "packages") + _lines(parts, "rpm"))) or None,
        units=dict(_units(_text(parts, "units"))),
        listening=tuple(_sockets(_lines(parts, "sockets"))),
        vrrp=dict(_STATE.findall(parts.get("vrrp", ""))),
        selinux=_text(parts, "selinux") or None,
        unread=tuple(dict.fromkeys(_unread(_lines(parts, "errors")))),
    )


def _text(parts: Mapping[str, str], name: str) -> str:
    return parts.get(name, "").strip()


def _lines(parts: Mapping[str, str], name: str) -> list[str]:
    return [line for line in parts.get(name, "").splitlines() if line.strip()]


def _json(parts: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    try:
        return msgspec.json.decode(_text(parts, name), type=list[dict[str, Any]])
    except msgspec.DecodeError:
        return []


def _links(told: list[dict[str, Any]]) -> Iterator[LinkFact]:
    for link in told:
        if "ifname" in link:
            own = link.get("addr_info", ())
            yield LinkFact(
                name=link["ifname"],
                kind=link.get("linkinfo", {}).get("info_kind"),
                state=link.get("operstate", "UNKNOWN"),
                addresses=tuple(f"{a['local']}/{a['prefixlen']}" for a in own if "local" in a),
            )


def _routes(told: list[dict[str, Any]]) -> Iterator[RouteFact]:
    for route in told:
        if "dst" in route and route.get("table") != "local":
            yield RouteFact(
                route["dst"],
                route.get("gateway"),
                route.get("dev"),
                str(route.get("table", "main")),
            )


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


def _units(text: str) -> Iterator[tuple[str, UnitFact]]:
    for block in text.split("\n\n"):
        told = dict(line.partition("=")[::2] for line in block.splitlines())
        if told.get("Id"):
            restarts = told.get("NRestarts", "")
            paths = (told.get("FragmentPath", ""), *told.get("DropInPaths", "").split())
            yield (
                told["Id"],
                UnitFact(
                    load=told.get("LoadState", ""),
                    active=told.get("ActiveState", ""),
                    sub=told.get("SubState", ""),
                    result=told.get("Result", ""),
                    restarts=int(restarts) if restarts.isdecimal() else 0,
                    enabled=told.get("UnitFileState", ""),
                    paths=tuple(path for path in paths if path),
                ),
            )


def _sockets(lines: list[str]) -> Iterator[SocketFact]:
    """Lines of `ss -Hlntup`: protocol, state, queues, own address, peer's, and who has it."""
    for line in lines:
        match line.split():
            case [protocol, _, _, _, own, *_]:
                address, _, port = own.rpartition(":")
                program = _PROGRAM.search(line)
                if port.isdecimal():
                    name = program[1] if program is not None else None
                    yield SocketFact(protocol, address.strip("[]"), int(port), name)


def _unread(lines: list[str]) -> Iterator[str]:
    """What tar says of files that it could not read; the rest of its words is no matter."""
    for line in lines:
        _, _, told = line.partition("tar: ")
        if "Cannot open" in told or "Cannot stat" in told:
            yield told.removesuffix("; Warning: Cannot open").strip()
