# SPDX-License-Identifier: Apache-2.0
"""`vrrp_script`, `vrrp_track_process`, `track_file` blocks (vrrp_parser.c, track_file.c 2.2.7)."""

from msgspec.structs import replace

from holdfast.load.keepalived.commands import command
from holdfast.load.keepalived.global_defs import settings
from holdfast.load.keepalived.numbers import integer, prefix, unsigned
from holdfast.load.keepalived.places import Places, text
from holdfast.model.script import VrrpScript
from holdfast.model.vrrp import TrackerKind, TrackObject
from holdfast.syntax.keepalived import Statement

LONGEST_INTERVAL = (2**32 - 1) // 1_000_000
"""Seconds."""

TRACK_BLOCKS: dict[bytes, TrackerKind] = {
    b"vrrp_track_process": "process",
    b"track_file": "file",
    b"vrrp_track_file": "file",
}


def vrrp_script(block: Statement, places: Places) -> VrrpScript:
    """The values keepalived takes: whole seconds, 0 becomes 1, what is out of range is dropped."""
    stated = settings(block.block or [], places)
    script = VrrpScript(text(block.value(1)), None, places.of(block), settings=stated)
    user: str | None = None
    group: str | None = None
    for statement in block.block or ():
        match statement.keyword:
            case b"script":
                script = replace(script, command=command(statement, places))
            case b"user":
                user = text(statement.value(1)) or None
                group = text(statement.value(2)) or None
            case b"weight":
                weight, reverse = prefix(statement.value(1))[0], statement.value(2) == b"reverse"
                script = replace(script, weight=weight, reverse=script.reverse or reverse)
            case _:
                script = _with_number(script, statement)
    if script.command is not None and user is not None:
        script = replace(script, command=replace(script.command, user=user, group=group))
    return script


def _with_number(script: VrrpScript, statement: Statement) -> VrrpScript:
    value = statement.value(1)
    match statement.keyword:
        case b"interval":
            interval = unsigned(value, 0, LONGEST_INTERVAL)
            return script if interval is None else replace(script, interval=float(interval or 1))
        case b"timeout":
            timeout = unsigned(value, 0, LONGEST_INTERVAL)
            return script if timeout is None else replace(script, timeout=float(timeout or 1))
        case b"rise":
            return replace(script, rise=unsigned(value, 1, 2**31 - 1) or 1)
        case b"fall":
            return replace(script, fall=unsigned(value, 1, 2**31 - 1) or 1)
    return script


def track_object(block: Statement, places: Places) -> TrackObject:
    """A tracked process or file. Of two weights the first that changes anything counts."""
    kind = TRACK_BLOCKS[block.keyword]
    usual = 1 if kind == "file" else 0
    path, weight, reverse = "", usual, False
    initial: int | None = None
    overwrites = False
    for statement in block.block or ():
        if statement.keyword in (b"process", b"file"):
            path = path or text(b" ".join(statement.values[1:]))
        elif statement.keyword == b"weight" and weight == usual:
            stated = integer(statement.value(1), -254, 254)
            weight = usual if stated is None else stated
            reverse = reverse or statement.value(2) == b"reverse"
        elif statement.keyword == b"init_file":
            initial, overwrites = _init_file(statement)
    name, place = text(block.value(1)), places.of(block)
    return TrackObject(kind, name, path, weight, place, reverse, initial, overwrites)


def _init_file(statement: Statement) -> tuple[int, bool]:
    """A number and `overwrite` in any order; 0 where none is given (track_file_init_handler)."""
    words = statement.values[1:]
    numbers = [prefix(word)[0] for word in words if word[:1] == b"-" or word[:1].isdigit()]
    return [0, *numbers][-1], b"overwrite" in words
