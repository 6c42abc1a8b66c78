# SPDX-License-Identifier: Apache-2.0
"""What can be seen of a lab, and the same of a state of the model, so that they can be compared."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from holdfast.drill.stage.segments import vip_interface
from holdfast.drill.stage.stage import HAPROXY, KEEPALIVED
from holdfast.lab.events import (
    ActiveState,
    AddressChanged,
    Event,
    LogLine,
    NodeChanged,
    UnitChanged,
    active_state,
)
from holdfast.model.site import Site
from holdfast.prove.vrrp.allowances import KEEPALIVED_START_MS
from holdfast.prove.vrrp.codes import HANGS, LEFT, RUNS, State, is_master, state_name
from holdfast.prove.vrrp.model import Vrrp

UNSEEN = "?"
"""The state of an instance that has said nothing yet, or whose VIP goes with keepalived."""

_ENTERING = re.compile(r"\((?P<instance>[^)]+)\) [Ee]ntering (?P<state>[A-Z]+) STATE")
_SYNCED = re.compile(r"VRRP_Group\((?P<group>[^)]+)\) Syncing instances to FAULT state")
"""A backup that follows its sync group into FAULT says nothing itself (vrrp_sync_fault)."""


class Instance(NamedTuple):
    """keepalived's word for the state, and whether the first VIP is on its interface."""

    state: str
    owns: bool


class Look(NamedTuple):
    """The nodes whose HAProxy runs; each (node, instance) with what is seen of it."""

    running: frozenset[str]
    instances: tuple[tuple[tuple[str, str], Instance], ...]

    def agrees(self, seen: "Look") -> bool:
        """Whether what was seen is this; what has said nothing may be anything."""
        return self.running == seen.running and all(
            mine.owns == theirs.owns and theirs.state in (mine.state, UNSEEN)
            for (_, mine), (_, theirs) in zip(self.instances, seen.instances, strict=True)
        )


class At(NamedTuple):
    """From `ms` on, counted from the strike, this was seen."""

    ms: float
    look: Look


def look_of(models: Iterable[Vrrp], states: Iterable[State]) -> Look:
    """What one would see of a state of every slice."""
    running: set[str] = set()
    found: dict[tuple[str, str], Instance] = {}
    for model, state in zip(models, states, strict=True):
        for n, view in enumerate(model.views(state)):
            name = model.part.nodes[n].name
            if view.node.haproxy in (RUNS, HANGS):
                running.add(name)
            for g in model.network.groups_of[n]:
                role = model.role(state, g, n)
                owns = is_master(role) or role == LEFT
                key = (name, model.network.members[g][n].name)
                found[key] = Instance(state_name(role), owns)
    return Look(frozenset(running), tuple(sorted(found.items())))


class Watch:
    """Folds a lab's events into looks, each event once."""

    def __init__(self, site: Site) -> None:
        self._vips = {
            (node.name or "", instance.name): (
                str(instance.vips[0].address),
                vip_interface(instance, instance.vips[0]),
            )
            for node, instance in site.instances
            if instance.vips
        }
        self._keys = sorted(self._vips)
        self._seeing = _Seeing(
            {
                (node.name or "", group.name): group.members
                for node in site.nodes
                for group in node.keepalived.sync_groups
            }
        )
        self._taken = 0
        self._since: float | None = None
        self._found: list[At] = []

    def looks(self, events: Sequence[Event], since: float) -> tuple[At, ...]:
        """What was seen at `since`, and each change after it; `events` are all so far."""
        if since != self._since:
            self._since, self._found = since, [At(0.0, self._look())]
        for event in events[self._taken :]:
            self._seeing.take(event)
            look = self._look()
            if event.ms <= since:
                self._found[0] = At(0.0, look)
            elif look != self._found[-1].look:
                self._found.append(At(event.ms - since, look))
        self._taken = len(events)
        return tuple(self._found)

    def _look(self) -> Look:
        instances = tuple((key, self._instance(key)) for key in self._keys)
        return Look(frozenset(self._seeing.running), instances)

    def _instance(self, key: tuple[str, str]) -> Instance:
        vip, interface = self._vips[key]
        owns = (key[0], interface, vip) in self._seeing.addresses
        leaving = owns and key[0] in self._seeing.stopping
        return Instance(UNSEEN if leaving else self._seeing.state(key), owns)


class _Seeing:
    """What the events so far amount to."""

    def __init__(self, groups: Mapping[tuple[str, str], tuple[str, ...]]) -> None:
        self._groups = groups
        self.running: set[str] = set()
        self.addresses: set[tuple[str, str, str]] = set()
        self.stopping: set[str] = set()
        self._alive: set[str] = set()
        self._starting: set[str] = set()
        self._states: dict[tuple[str, str], str] = {}

    def state(self, key: tuple[str, str]) -> str:
        """INIT where keepalived does not run, and is not about to."""
        if key[0] in self._alive:
            return self._states.get(key, UNSEEN)
        return UNSEEN if key[0] in self._starting else "INIT"

    def take(self, event: Event) -> None:
        match event:
            case LogLine(node=node, text=text) if entered := _ENTERING.search(text):
                self._states[node, entered["instance"]] = entered["state"]
            case LogLine(node=node, text=text) if synced := _SYNCED.search(text):
                for member in self._groups.get((node, synced["group"]), ()):
                    self._states[node, member] = "FAULT"
            case UnitChanged(node=node, unit=unit, phase=phase):
                self._unit(node, unit, active_state(phase))
            case AddressChanged(node=node, interface=on, address=address, present=present):
                key = (node, on, address.partition("/")[0])
                (self.addresses.add if present else self.addresses.discard)(key)
            case NodeChanged(node=node, state="off" | "died"):
                self.running.discard(node)
                self._unit(node, KEEPALIVED, "inactive")
                self.addresses = {key for key in self.addresses if key[0] != node}
            case NodeChanged(node=node):
                self._starting.add(node)
            case _:
                pass

    def _unit(self, node: str, unit: str, phase: ActiveState) -> None:
        active = phase in ("active", "reloading")
        units = {HAPROXY: self.running, KEEPALIVED: self._alive}.get(unit)
        if units is None:
            return
        (units.add if active else units.discard)(node)
        if unit == KEEPALIVED:
            (self._starting.add if phase == "activating" else self._starting.discard)(node)
            (self.stopping.add if phase == "deactivating" else self.stopping.discard)(node)
        if unit == KEEPALIVED and not active:
            self._states = {key: s for key, s in self._states.items() if key[0] != node}


HALF_MADE_MS = 400.0
"""How long the log may be ahead of the addresses, or behind them, on a busy machine."""

LEFT_OVER_MS = KEEPALIVED_START_MS
"""How long a VIP may outlive the start of the keepalived that finds it left behind and removes it,
or the first moment of the stop of the one that has it."""


def lasting(looks: tuple[At, ...], until: float, least_ms: float) -> Iterator[At]:
    """Those that lasted; the first and the last always count. Equal neighbours are one.

    A change that is half made, MASTER without the VIP or BACKUP with it, has to last longer, and
    so has a VIP on a node whose keepalived has only just begun to start, or to stop.
    """
    last: Look | None = None
    for number, at in enumerate(looks):
        end = looks[number + 1].ms if number + 1 < len(looks) else until
        ends = number in (0, len(looks) - 1)
        wanted = _has_to_last(at.look, least_ms)
        if (ends or end - at.ms >= wanted) and at.look != last:
            last = at.look
            yield at


def _has_to_last(look: Look, least_ms: float) -> float:
    if _left_over(look):
        return LEFT_OVER_MS
    return HALF_MADE_MS if _half_made(look) else least_ms


def _half_made(look: Look) -> bool:
    """keepalived says that it enters MASTER before it adds the VIP (vrrp_state_become_master)."""
    return any(
        seen.owns != (seen.state == "MASTER")
        for _, seen in look.instances
        if seen.state not in ("INIT", UNSEEN)
    )


def _left_over(look: Look) -> bool:
    """keepalived removes what is there as it starts (vrrp_restore_interfaces_startup, vrrp.c), and
    what it has when it has been told to stop (restore_vrrp_interfaces)."""
    return any(seen.owns and seen.state == UNSEEN for _, seen in look.instances)
