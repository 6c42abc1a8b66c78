# SPDX-License-Identifier: Apache-2.0
"""What ip, ss and systemctl print, as facts. What is no such output counts as nothing."""

import re
from collections.abc import Iterator
from typing import TypeVar

import msgspec

from holdfast.model.facts import LinkFact, RouteFact, SocketFact, UnitFact

T = TypeVar("T", bound=msgspec.Struct)

_PROGRAM = re.compile(r'users:\(\("([^"]*)"')
_NUMBER = re.compile(r"[0-9]{1,18}")


class _Info(msgspec.Struct, frozen=True):
    info_kind: str | None = None


class _Own(msgspec.Struct, frozen=True):
    prefixlen: int = 0
    local: str = ""


class _Link(msgspec.Struct, frozen=True):
    """`ip -json -details address show`; it prints `{}` for what it leaves out."""

    ifname: str = ""
    operstate: str = "UNKNOWN"
    linkinfo: _Info = _Info()
    addr_info: tuple[_Own, ...] = ()


class _Route(msgspec.Struct, frozen=True):
    """`ip -json route show table all`."""

    dst: str = ""
    gateway: str | None = None
    dev: str | None = None
    table: str = "main"


def links(text: str) -> Iterator[LinkFact]:
    """The interfaces that ip prints, and their addresses."""
    for link in _objects(text, _Link):
        if link.ifname:
            own = tuple(f"{one.local}/{one.prefixlen}" for one in link.addr_info if one.local)
            yield LinkFact(link.ifname, link.linkinfo.info_kind, link.operstate, own)


def routes(text: str) -> Iterator[RouteFact]:
    """The routes that ip prints, but those to the host itself."""
    for route in _objects(text, _Route):
        if route.dst and route.table != "local":
            yield RouteFact(route.dst, route.gateway, route.dev, route.table)


def number(text: str) -> int | None:
    """A number that a program counts something by; None for what is none."""
    return int(text) if _NUMBER.fullmatch(text) else None


def _objects(text: str, kind: type[T]) -> list[T]:
    try:
        return msgspec.json.decode(text, type=list[kind])  # type: ignore[valid-type]
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return []


def units(text: str) -> Iterator[tuple[str, UnitFact]]:
    """The units that `systemctl show` prints, by name."""
    for block in text.split("\n\n"):
        told = dict(line.partition("=")[::2] for line in block.splitlines())
        if told.get("Id"):
            paths = (told.get("FragmentPath", ""), *told.get("DropInPaths", "").split())
            yield (
                told["Id"],
                UnitFact(
                    load=told.get("LoadState", ""),
                    active=told.get("ActiveState", ""),
                    sub=told.get("SubState", ""),
                    result=told.get("Result", ""),
                    restarts=number(told.get("NRestarts", "")) or 0,
                    enabled=told.get("UnitFileState", ""),
                    paths=tuple(path for path in paths if path),
                ),
            )


def sockets(lines: list[str]) -> Iterator[SocketFact]:
    """Lines of `ss -Hlntup`: protocol, state, queues, own address, peer's, and who has it."""
    for line in lines:
        match line.split():
            case [protocol, _, _, _, own, *_]:
                address, _, port = own.rpartition(":")
                program = _PROGRAM.search(line)
                if (bound := number(port)) is not None:
                    name = program[1] if program is not None else None
                    yield SocketFact(protocol, address.strip("[]"), bound, name)
