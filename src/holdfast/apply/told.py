# SPDX-License-Identifier: Apache-2.0
"""What ip, ss and systemctl print, as facts. What is no such output counts as nothing."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from holdfast.model.facts import LinkFact, SocketFact, UnitFact

_PROGRAM = re.compile(r'users:\(\("([^"]*)"')


def objects(text: str) -> list[dict[str, Any]]:
    """The objects that `ip -json` prints."""
    try:
        return msgspec.json.decode(text, type=list[dict[str, Any]])
    except (msgspec.DecodeError, UnicodeEncodeError):
        return []


def links(text: str) -> Iterator[LinkFact]:
    """The interfaces that `ip -json -details address show` prints."""
    for link in objects(text):
        if "ifname" in link:
            own = link.get("addr_info", ())
            yield LinkFact(
                name=link["ifname"],
                kind=link.get("linkinfo", {}).get("info_kind"),
                state=link.get("operstate", "UNKNOWN"),
                addresses=tuple(f"{a['local']}/{a['prefixlen']}" for a in own if "local" in a),
            )


def units(text: str) -> Iterator[tuple[str, UnitFact]]:
    """The units that `systemctl show` prints, by name."""
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


def sockets(lines: list[str]) -> Iterator[SocketFact]:
    """Lines of `ss -Hlntup`: protocol, state, queues, own address, peer's, and who has it."""
    for line in lines:
        match line.split():
            case [protocol, _, _, _, own, *_]:
                address, _, port = own.rpartition(":")
                program = _PROGRAM.search(line)
                if port.isdecimal():
                    name = program[1] if program is not None else None
                    yield SocketFact(protocol, address.strip("[]"), int(port), name)
