# SPDX-License-Identifier: Apache-2.0
"""What the daemons of a node have to be told so that changed files are in force."""

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from holdfast.apply.plan.agreement import dropped_by_reload, instance_before
from holdfast.load.units.node_units import FOLDERS as UNIT_FOLDERS
from holdfast.model.relay import RELAY_PATH, RELAY_UNIT
from holdfast.model.site import Node, Site
from holdfast.model.steps import Accepted, Verb
from holdfast.model.unit import HAPROXY, KEEPALIVED, Unit

_AT_START = (
    "type",
    "exec_start_pre",
    "exec_start",
    "exec_start_post",
    "environment",
    "runtime_directories",
    "network",
    "private_tmp",
)
"""What of a unit is in force only once it is started again; the rest after `daemon-reload`."""


class Told(Struct, frozen=True):
    """The verb for each daemon, None where nothing of its own changes; and for the relay's unit.

    `units` says that systemd has to read its unit files again, `at_boot` which of them are enabled
    or disabled. `moves` says why the VIPs leave a node that owns them, None where they stay.
    """

    haproxy: Verb | None
    keepalived: Verb | None
    relay: Verb | None
    units: bool
    at_boot: tuple[tuple[str, Verb], ...]
    moves: str | None


def told(
    present: Site, before: Node, after: Node, paths: Collection[str], *, opened: bool
) -> Told:  # fmt: skip
    """`paths` are the node's changed files; `opened` says that addresses or kernel settings
    change: a HAProxy that could not bind a VIP is started then.
    """
    haproxy, keepalived = _haproxy(before, after, paths, opened), _keepalived(before, after, paths)
    dropping = keepalived == "reload" and any(
        (was := instance_before(present, after, instance)) is not None
        and dropped_by_reload(was, instance)
        for instance in after.keepalived.instances
    )
    moves = None
    if haproxy == "restart":
        moves = "HAProxy is restarted"
    elif keepalived == "restart":
        moves = "keepalived is restarted"
    elif dropping:
        moves = "keepalived gives the VIPs away when it reads its file"
    return Told(
        haproxy,
        keepalived,
        _relay(before, after, paths),
        _units_change(paths),
        tuple(_at_boot(before, after)),
        moves,
    )


def _units_change(paths: Iterable[str]) -> bool:
    return any(path.startswith(tuple(f"{folder}/" for folder in UNIT_FOLDERS)) for path in paths)


def haproxy_paths(*nodes: Node) -> frozenset[str]:
    """What HAProxy reads when it is started or reloaded, on any of these."""
    named = (n.links.get(ref.path, ref.path) for n in nodes for ref in n.named_files)
    return frozenset((*named, *(path for node in nodes for path in node.haproxy.paths)))


def keepalived_paths(*nodes: Node) -> frozenset[str]:
    """What keepalived reads when it is started or reloaded, on any of these."""
    return frozenset(path for node in nodes for path in node.keepalived.paths)


def checks(before: Node, after: Node, paths: Collection[str]) -> Iterator[Accepted]:
    """The daemons' own checkers, of those whose files change."""
    name = after.name or ""
    if after.haproxy.paths and not haproxy_paths(before, after).isdisjoint(paths):
        files = (word for path in after.haproxy.paths for word in ("-f", path))
        yield Accepted(name, HAPROXY, ("haproxy", "-c", *files), tuple(_given(after)))
    if after.keepalived.paths and not keepalived_paths(before, after).isdisjoint(paths):
        command = ("keepalived", "-t", "-f", after.keepalived.paths[0])
        yield Accepted(name, KEEPALIVED, command)


def _given(node: Node) -> Iterator[tuple[str, str]]:
    """What haproxy.cfg may take from the environment that its unit gives it."""
    texts = [node.files[path].data for path in node.haproxy.paths if path in node.files]
    for name, value in node.units[HAPROXY].environment.items():
        if any(name.encode() in text for text in texts):
            yield name, value


def _haproxy(before: Node, after: Node, paths: Collection[str], opened: bool) -> Verb | None:
    if not after.haproxy.paths:
        return None
    if _starts_otherwise(before, after, HAPROXY):
        return "restart"
    if not haproxy_paths(before, after).isdisjoint(paths):
        return "reload-or-restart"
    return "start" if opened else None


def _keepalived(before: Node, after: Node, paths: Collection[str]) -> Verb | None:
    if not after.keepalived.paths:
        return None
    if _starts_otherwise(before, after, KEEPALIVED):
        return "restart"
    return None if keepalived_paths(before, after).isdisjoint(paths) else "reload"


def _relay(before: Node, after: Node, paths: Collection[str]) -> Verb | None:
    if RELAY_UNIT not in after.units:
        return "stop" if RELAY_UNIT in before.units else None
    if RELAY_UNIT not in before.units:
        return "start"
    return "reload" if RELAY_PATH in paths else None


def _at_boot(before: Node, after: Node) -> Iterator[tuple[str, Verb]]:
    for name, unit in after.units.items():
        old = before.units.get(name)
        if old is not None and old.enabled != unit.enabled:
            yield name, "enable" if unit.enabled else "disable"


def _starts_otherwise(before: Node, after: Node, name: str) -> bool:
    old, new = before.units.get(name), after.units.get(name)
    return old is not None and new is not None and _at_start(old) != _at_start(new)


def _at_start(unit: Unit) -> tuple[object, ...]:
    return tuple(getattr(unit, field) for field in _AT_START)
