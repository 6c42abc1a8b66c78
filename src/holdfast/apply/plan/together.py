# SPDX-License-Identifier: Apache-2.0
"""A change that the nodes must agree on, as steps: never two that differ while both advertise.

The files are staged on all nodes. Then keepalived stops on the backups, which own nothing, so that
nothing moves; the owner reads its files, and nobody is there to disagree with it; the backups
start with the new files and hear an owner that speaks as they do. From the first stop to the first
start no node could take over.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from holdfast.apply.plan.agreement import Agreed
from holdfast.apply.plan.files import ChangedFile, acts, undo
from holdfast.apply.plan.owners import settled
from holdfast.apply.plan.stage import Outage, Stage
from holdfast.apply.plan.turn import STARTED_MS, states, where_agreed
from holdfast.methods.health_gates import READY_MS, checked_ms, named, owned
from holdfast.methods.move_ranks import Owners
from holdfast.model.fail_over import TAKE_OVER_MS
from holdfast.model.group import groups
from holdfast.model.site import Site
from holdfast.model.steps import Accepted, Act, Active, Gate, Step, UnitJob
from holdfast.model.timing import NOTICED_MS, down_interval_ms
from holdfast.model.unit import KEEPALIVED


class Together(Struct, frozen=True):
    """`found` are the groups that change, all owned by `owner`; `files` what keepalived reads on
    any node. `owners` are those of the groups of the present site.
    """

    present: Site
    wanted: Site
    found: tuple[Agreed, ...]
    files: tuple[ChangedFile, ...]
    owner: str
    owners: Owners

    @property
    def backups(self) -> tuple[str, ...]:
        """The other nodes of these groups, in the order of the site."""
        members = {node.name for one in self.found for node, _ in one.group.members}
        names = (node.name or "" for node in self.wanted.nodes)
        return tuple(name for name in names if name in members and name != self.owner)

    @property
    def stage(self) -> Stage:
        before = (*self._staged(), *self._still_owned())
        steps = (*before, *self._stopped(), self._owner_reads(), *self._started())
        changes = dict.fromkeys(change.says for one in self.found for change in one.changes)
        return Stage(
            f"all nodes together: {', '.join(changes)}",
            (*steps[:-1], _last(steps[-1])),
            outage=self._outage(),
            breaks=self._breaks(),
            alone_ms=_alone_ms(steps) if self.backups else None,
        )

    @property
    def _kept(self) -> Owners:
        """Every group of the wanted site that the owner is in belongs to it."""
        return tuple(
            self.owner if any(node.name == self.owner for node, _ in group.members) else None
            for group in groups(self.wanted)
        )

    @property
    def _dropped(self) -> tuple[Agreed, ...]:
        return tuple(one for one in self.found if self.owner in one.dropped_on)

    def _of(self, name: str) -> tuple[ChangedFile, ...]:
        return tuple(file for file in self.files if file.node == name)

    def _staged(self) -> Iterator[Step]:
        for name in (self.owner, *self.backups):
            files = self._of(name)
            if files:
                paths = named(self.wanted, name).keepalived.paths
                command = ("keepalived", "-t", "-f", paths[0])
                accepted = Accepted(name, KEEPALIVED, command)
                yield Step(
                    f"keepalived's files are on {name}", acts(files), (accepted,), undo(files)
                )

    def _still_owned(self) -> Iterator[Step]:
        """A run may be gone on with long after it was begun: whoever owns the VIPs by then is not
        to be stopped."""
        known = where_agreed(self.present, self.owners)
        gates = tuple(replace(gate, within_ms=READY_MS) for gate in owned(self.present, known))
        if gates and self.backups:
            yield Step(f"{self.owner} still owns the VIPs", gates=gates)

    def _stopped(self) -> Iterator[Step]:
        for name in self.backups:
            last = name == self.backups[-1]
            yield Step(
                f"keepalived stops on {name}",
                (UnitJob(name, "stop", KEEPALIVED),),
                tuple(owned(self.present, self.owners)) if last else (),
                (*undo(self._of(name)), UnitJob(name, "start", KEEPALIVED)),
            )

    def _owner_reads(self) -> Step:
        """By a reload, also of what it does not take: that is a second shorter than a restart."""
        files = self._of(self.owner)
        job: tuple[Act, ...] = (UnitJob(self.owner, "reload", KEEPALIVED),)
        return Step(
            f"keepalived on {self.owner} reads its files",
            job if files else (),
            tuple(self._taken_again()),
            (*undo(files), *job) if files else (),
        )

    def _taken_again(self) -> Iterator[Gate]:
        """What is given away is so a moment after the files are read: one look is too soon."""
        moment = float(NOTICED_MS) if self._dropped else 0.0
        checked = max(moment, checked_ms(named(self.wanted, self.owner)))
        yield from states(self.wanted, self.owner, self._kept, for_ms=checked)

    def _started(self) -> Iterator[Step]:
        alive = [self.owner]
        for name in self.backups:
            alive.append(name)
            elected = settled(self.wanted, self._kept, alive)
            checked = checked_ms(named(self.wanted, name))
            yield Step(
                f"keepalived starts on {name}",
                (UnitJob(name, "start", KEEPALIVED),),
                (
                    Active(name, KEEPALIVED, STARTED_MS),
                    *states(self.wanted, name, elected, stays=True, for_ms=checked),
                ),
                (UnitJob(name, "stop", KEEPALIVED),),
            )

    def _outage(self) -> Outage:
        if not self._dropped:
            return Outage(0.0, f"{self.owner} keeps the VIPs while keepalived reads its files")
        mine = (i for one in self._dropped for n, i in one.group.members if n.name == self.owner)
        silence = max(
            down_interval_ms(i.version, i.advert_int * 1000, i.priority, i.adverts_missed)
            for i in mine
        )
        return Outage(
            silence + TAKE_OVER_MS,
            f"keepalived on {self.owner} gives the VIPs away when it reads its files, and takes "
            f"them again once it has heard nobody for {silence:.0f} ms",
        )

    def _breaks(self) -> str | None:
        return f"those through {self.owner} while the VIPs are away" if self._dropped else None


def _last(step: Step) -> Step:
    return replace(step, commits=True)


def _alone_ms(steps: Iterable[Step]) -> float:
    """From the first stop to the moment when the first that was stopped runs again."""
    most, stopped = 0.0, False
    for step in steps:
        verbs = [act.verb for act in step.acts if isinstance(act, UnitJob)]
        if stopped and "start" in verbs:
            return most + STARTED_MS
        stopped |= "stop" in verbs
        if stopped:
            most += sum(gate.within_ms + getattr(gate, "for_ms", 0.0) for gate in step.gates)
    return most
