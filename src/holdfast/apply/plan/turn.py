# SPDX-License-Identifier: Apache-2.0
"""A node's turn: everything on it that no other node has to agree on.

All files first, and the daemons' own checkers before anything is told to read them; then what a
boot would do, then the daemons, HAProxy before keepalived; then the node has to be well. Until
that, every step takes back what was done on the node, and nothing after it does.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from holdfast.apply.plan.agreement import agree
from holdfast.apply.plan.daemons import Told, checks
from holdfast.apply.plan.files import ChangedFile, acts, undo
from holdfast.apply.plan.host_acts import InForce
from holdfast.methods.health_gates import (
    checked_ms,
    has_relay,
    hearing,
    owned,
    serves,
    silence_ms,
)
from holdfast.methods.move_ranks import Owners
from holdfast.model.binding import racing_binds
from holdfast.model.group import groups
from holdfast.model.relay import RELAY_UNIT
from holdfast.model.site import Node, Site
from holdfast.model.steps import (
    Act,
    Active,
    DaemonReload,
    Gate,
    InState,
    State,
    Step,
    UnitJob,
    Verb,
)
from holdfast.model.timing import SETTLE_MS
from holdfast.model.unit import HAPROXY, KEEPALIVED

STARTED_MS = 10_000
"""How long is waited for a unit that was started or reloaded."""

_DOES: dict[Verb, str] = {
    "start": "starts, where it is dead",
    "restart": "restarts",
    "reload": "reads its files again",
    "reload-or-restart": "reads its files again, or starts where it is dead",
}


class Turn(Struct, frozen=True):
    """`site` is as the nodes are once the turn is over, `owners` whom they have elected then."""

    before: Node
    after: Node
    site: Site
    owners: Owners
    files: tuple[ChangedFile, ...]
    kernel: InForce
    links: InForce
    told: Told

    @property
    def name(self) -> str:
        return self.after.name or ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is done, and at the end whether the node is well; none where nothing is."""
        steps = (*self._prepared(), *self._daemons())
        return (*steps, self._well()) if steps else ()

    def _prepared(self) -> Iterator[Step]:
        name, put_back = self.name, undo(self.files)
        accepted = tuple(checks(self.before, self.after, [file.path for file in self.files]))
        if self.told.relay == "stop":
            yield Step(
                f"the relay on {name} stops",
                (UnitJob(name, "stop", RELAY_UNIT),),
                undo=(*put_back, DaemonReload(name), UnitJob(name, "start", RELAY_UNIT)),
            )
        if self.files:
            yield Step(f"the files are on {name}", acts(self.files), accepted, put_back)
        if self.kernel.acts:
            yield Step(f"the kernel settings of {name}", self.kernel.acts, undo=self.kernel.undo)
        if self.links.acts:
            yield Step(f"{name} keeps the VIPs", self.links.acts, undo=self.links.undo)
        if self.told.units:
            reread: tuple[Act, ...] = (DaemonReload(name),)
            yield Step(f"systemd on {name} reads its units", reread, undo=(*put_back, *reread))
        for unit, verb in self.told.at_boot:
            back: Verb = "disable" if verb == "enable" else "enable"
            yield Step(
                f"{unit} on {name}: {verb}",
                (UnitJob(name, verb, unit),),
                undo=(UnitJob(name, back, unit),),
            )

    def _daemons(self) -> Iterator[Step]:
        told = self.told
        for who, unit, verb in (
            ("HAProxy", HAPROXY, told.haproxy),  # its heartbeat before the table: explain relay
            ("the relay", RELAY_UNIT, told.relay if told.relay != "stop" else None),
            ("keepalived", KEEPALIVED, told.keepalived),
        ):
            if verb is not None:
                yield Step(
                    f"{who} on {self.name} {_DOES[verb]}",
                    (UnitJob(self.name, verb, unit),),
                    (Active(self.name, unit, STARTED_MS),),
                    self._undone(unit, verb),
                )

    def _undone(self, unit: str, verb: Verb) -> tuple[Act, ...]:
        """The files first: the unit reads the former ones then."""
        if verb == "start":
            return () if unit == HAPROXY else (UnitJob(self.name, "stop", unit),)
        reread: tuple[Act, ...] = (DaemonReload(self.name),) if self.told.units else ()
        return (*undo(self.files), *reread, UnitJob(self.name, verb, unit))

    def _well(self) -> Step:
        told = self.told.haproxy or self.told.keepalived
        checked = checked_ms(self.after) if told else 0.0
        gates = (*self._serving(), *states(self.site, self.name, self.owners, for_ms=checked))
        return Step(f"{self.name} is well", gates=gates, commits=True)

    def _serving(self) -> Iterator[Gate]:
        """Where HAProxy can run: on a node that cannot bind a VIP it is dead by the files."""
        mine = [g for g in groups(self.site) if any(n.name == self.name for n, _ in g.members)]
        if self.after.haproxy.paths and next(racing_binds(self.after), None) is None:
            vips = [vip for group in mine for vip in group.vips]
            yield serves(self.site, self.name, vips, STARTED_MS)
            if has_relay(self.site):
                yield from hearing(self.site, self.name)


def states(
    site: Site, name: str, owners: Owners, *, stays: bool = False, for_ms: float = 0.0
) -> Iterator[Gate]:
    """No second owner, and then every instance of a node in the state that it has when all is well.

    The owners are looked at for as long as the checks of keepalived's need to fail (`for_ms`): a
    state right after files were read is the former one. Left out are groups whose nodes do not
    agree: they have as many owners until that is mended.
    """
    known = where_agreed(site, owners)
    for number, gate in enumerate(owned(site, known, stays=stays)):
        held = 0.0 if number else for_ms  # what is looked at later had the same time
        yield replace(gate, for_ms=max(gate.for_ms, held))
    for group, owner in zip(groups(site), known, strict=True):
        for node, instance in group.members if owner is not None else ():
            if node.name == name:
                state: State = "MASTER" if owner == name else "BACKUP"
                within = silence_ms(group) + SETTLE_MS
                yield InState(name, instance.name, state, within)


def where_agreed(site: Site, owners: Owners) -> Owners:
    """The owners of the groups whose nodes agree, None for the others."""
    return tuple(
        owner if agree(group) else None for group, owner in zip(groups(site), owners, strict=True)
    )
