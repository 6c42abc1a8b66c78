# SPDX-License-Identifier: Apache-2.0
"""Nodes made by hand."""

from holdfast.model.place import Place
from holdfast.model.script import Command, VrrpScript
from holdfast.model.site import File, Node
from holdfast.model.vrrp import KeepalivedConfig, Tracker, TrackObject, VrrpInstance
from holdfast.text.span import Span

HERE = Place("lb1", "/etc/keepalived/keepalived.conf", Span(0, 0))


def node(files: dict[str, str] | None = None, keepalived: KeepalivedConfig | None = None) -> Node:
    made = {path: File(path, text.encode(), 0o755) for path, text in (files or {}).items()}
    return Node("lb1", "lb1", made, keepalived=keepalived or KeepalivedConfig())


def command(*argv: str) -> Command:
    return Command(" ".join(argv), argv, HERE)


def script(name: str, *argv: str, weight: int = 0) -> VrrpScript:
    return VrrpScript(name, command(*argv), HERE, weight=weight)


def tracked(name: str, weight: int | None = None, *, reverse: bool = False) -> Tracker:
    return Tracker("script", name, weight, reverse, HERE)


def process(name: str, path: str, weight: int = 0) -> TrackObject:
    return TrackObject("process", name, path, weight, HERE)


def instance(priority: int, *trackers: Tracker) -> VrrpInstance:
    return VrrpInstance("VI_01", HERE, {}, priority=priority, trackers=trackers)
