# SPDX-License-Identifier: Apache-2.0
"""The whole configuration: blocks in file order (init_vrrp_keywords, keepalived 2.2.7)."""

from collections.abc import Iterable
from typing import TypeVar

from msgspec.structs import replace

from holdfast.load.keepalived.commands import GLOBAL_EVENTS, notifies
from holdfast.load.keepalived.global_defs import (
    adverts_missed,
    garp,
    multicast,
    niceness,
    realtime,
    script_user,
    settings,
)
from holdfast.load.keepalived.instance import instance
from holdfast.load.keepalived.numbers import integer
from holdfast.load.keepalived.places import Places, text
from holdfast.load.keepalived.reader import Reader
from holdfast.load.keepalived.refusals import instance_refusals, script_refusals
from holdfast.load.keepalived.scripts import TRACK_BLOCKS, track_object, vrrp_script
from holdfast.load.keepalived.trackers import trackers
from holdfast.load.keepalived.unbalanced import unbalanced
from holdfast.load.keepalived.unknown import unknown_keywords
from holdfast.load.node_files import NodeFiles
from holdfast.model.keyword import Refused
from holdfast.model.script import VrrpScript
from holdfast.model.vrrp import (
    ADVERTS_MISSED,
    Garp,
    KeepalivedConfig,
    KeepalivedGlobals,
    SyncGroup,
    TrackerKind,
    TrackObject,
    VrrpInstance,
)
from holdfast.syntax.keepalived import Line, Statement, tree
from holdfast.syntax.token import Token

T = TypeVar("T")


def keepalived_config(
    files: NodeFiles, paths: Iterable[str], config_id: str | None
) -> KeepalivedConfig:
    """What keepalived makes of its files, `include` followed; errors go to `files`."""
    reader = Reader(files, config_id)
    lines: list[Line] = []
    for path in paths:
        lines += reader.lines(path)
    places = Places(files.node)
    stray: list[tuple[Line, Token]] = []
    statements = tree(lines, stray)
    return replace(
        _Blocks(statements, places).config(),
        paths=tuple(reader.paths),
        unknown=_once(unknown_keywords(statements, places)),
        unbalanced=_once(unbalanced(statements, stray, places)),
        empty_includes=tuple(reader.empty_includes),
    )


class _Blocks:
    """The blocks of a configuration, each seen with what is defined above it."""

    def __init__(self, statements: list[Statement], places: Places) -> None:
        self._places = places
        self._globals = _globals(statements, places)
        self._version = _version(statements)
        self._known: dict[tuple[TrackerKind, str], bool] = {}
        self._scripts: list[VrrpScript] = []
        self._objects: list[TrackObject] = []
        self._instances: dict[str, VrrpInstance] = {}
        self._groups: dict[str, SyncGroup] = {}
        self._refused: list[Refused] = []
        for statement in statements:
            if len(statement.words) > 1:
                self._take(statement)

    def config(self) -> KeepalivedConfig:
        return KeepalivedConfig(
            globals=self._globals,
            instances=tuple(self._instances.values()),
            sync_groups=tuple(self._groups.values()),
            scripts=tuple(self._scripts),
            track_objects=tuple(self._objects),
            refused=_once(self._refused),
        )

    def _take(self, block: Statement) -> None:
        match block.keyword:
            case b"vrrp_script":
                script = vrrp_script(block, self._places)
                self._scripts.append(script)
                self._refused += script_refusals(block, self._places)
                if script.command is not None:
                    self._known.setdefault(("script", script.name), script.reverse)
            case b"vrrp_track_process" | b"track_file" | b"vrrp_track_file":
                made = track_object(block, self._places)
                self._objects.append(made)
                if made.path:
                    self._known.setdefault((TRACK_BLOCKS[block.keyword], made.name), made.reverse)
            case b"bfd_instance":
                self._known.setdefault(("bfd", text(block.value(1))), False)
            case b"vrrp_instance" if len(block.words) == 2:
                self._instance(block)
            case b"vrrp_sync_group" if len(block.words) == 2:
                group = self._sync_group(block)
                self._groups.setdefault(group.name, group)

    def _instance(self, block: Statement) -> None:
        """Of two blocks with one name keepalived keeps the first."""
        found = instance(block, self._version, self._known, self._places, self._globals)
        if found.name not in self._instances:
            self._instances[found.name] = found
            self._refused += instance_refusals(block, found, self._places)

    def _sync_group(self, block: Statement) -> SyncGroup:
        statements = [statement for statement in block.block or () if statement.words]
        listed = next((s.block for s in statements if s.keyword == b"group" and s.block), None)
        return SyncGroup(
            name=text(block.value(1)),
            members=tuple(text(word) for entry in listed or () for word in entry.values),
            place=self._places.of(block),
            trackers=trackers(statements, self._known, self._places),
            notifies=notifies(statements, self._places),
        )


def _once(found: Iterable[T]) -> tuple[T, ...]:
    """A line that a `~SEQ` repeats is told once."""
    return tuple(dict.fromkeys(found))


def _global_blocks(statements: list[Statement]) -> list[Statement]:
    return [statement for statement in statements if statement.keyword == b"global_defs"]


def _version(statements: list[Statement]) -> int:
    """`vrrp_version` of global_defs, wherever it stands in the files; 2 where it is not stated."""
    version = 2
    for block in _global_blocks(statements):
        for statement in block.block or ():
            if statement.keyword == b"vrrp_version":
                version = integer(statement.value(1), 2, 3) or version
    return version


def _globals(statements: list[Statement], places: Places) -> KeepalivedGlobals:
    blocks = _global_blocks(statements)
    inner = [s for block in blocks for s in block.block or () if s.words]
    stated = {s.keyword: text(s.value(1)) for s in inner}
    user, group = script_user(inner)
    return KeepalivedGlobals(
        router_id=stated.get(b"router_id") or None,
        script_user=user,
        script_group=group,
        enable_script_security=b"enable_script_security" in stated,
        place=places.of(blocks[0]) if blocks else None,
        notifies=notifies(inner, places, GLOBAL_EVENTS),
        settings=settings(inner, places),
        strict=b"vrrp_strict" in stated,
        realtime=realtime(inner),
        niceness=niceness(inner),
        adverts_missed=adverts_missed(inner, "vrrp_", ADVERTS_MISSED),
        garp=garp(inner, Garp(), "vrrp_"),
        multicast=multicast(inner),
    )
