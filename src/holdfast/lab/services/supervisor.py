# SPDX-License-Identifier: Apache-2.0
"""The service manager of a node: its units, their jobs, and who waits for them."""

from collections.abc import Callable, Sequence

from holdfast.lab.events import Source, UnitChanged
from holdfast.lab.process.loop import Loop
from holdfast.lab.services import notify_socket
from holdfast.lab.services.journal import Journal
from holdfast.lab.services.reaper import Reaper
from holdfast.lab.services.transaction import Job, goes_first, needed_by, pulled_in
from holdfast.lab.services.unit_events import (
    Finished,
    Notice,
    Notified,
    ReloadAsked,
    ResetAsked,
    StartAsked,
    StopAsked,
)
from holdfast.lab.services.unit_runner import Surroundings, Unit
from holdfast.lab.services.unit_state import LEAVING, RESTING
from holdfast.lab.spec import UnitSpec

Over = Callable[[Job, bool], None]

_NOTICES: tuple[Notice, ...] = ("ready", "reloading", "stopping")


class _Pending:
    """A job that is not over. A restart becomes a start when its stop is done.

    So does a start that comes while the unit is stopping.
    """

    def __init__(self, asked: Job, over: Over) -> None:
        self.asked = asked
        self.job = asked
        self.over = over
        self.begun = False


class Supervisor:
    """Units by their full name; jobs begin as soon as their order allows."""

    def __init__(
        self,
        node: str,
        units: Sequence[UnitSpec],
        loop: Loop,
        changed: Callable[[UnitChanged], None],
        log: Callable[[str, Source, str], None],
    ) -> None:
        self.reaper = Reaper(loop, self._after_deaths)
        self.journal = Journal(loop, log, self.unit_of)
        self._log = log
        around = Surroundings(
            node, loop, self.journal, self.reaper, changed, self._say, self._finished
        )
        self.units = {spec.name: Unit(spec, around) for spec in units}
        self._specs = {spec.name: spec for spec in units}
        self._pending: list[_Pending] = []
        notify_socket.serve(loop, self._notified)

    def boot(self) -> None:
        """Start every enabled unit."""
        enabled = [Job(spec.name, "start") for spec in self._specs.values() if spec.enabled]
        self.ask(enabled, lambda job, succeeded: None)

    def find(self, name: str) -> Unit | None:
        """A unit by its name, `.service` may be left out."""
        return self.units.get(name) or self.units.get(f"{name}.service")

    def ask(self, wanted: Sequence[Job], over: Over) -> None:
        """Do these jobs and those they bring along, in their order.

        `over` is called once for each job of `wanted`, with its success.
        """
        for job in pulled_in(self._specs, wanted):
            if job.verb == "stop":
                self._cancel_starts(job.unit)
            if job in wanted:
                self._pending.append(_Pending(job, over))
            elif self._applies(job):
                self._pending.append(_Pending(job, lambda job, succeeded: None))
        self._run()

    def reset_failed(self, unit: Unit) -> None:
        """Forget a failure and the starts that were counted."""
        unit.give(ResetAsked())

    def unit_of(self, pid: int) -> str:
        """The name of the unit that a process belongs to, "" when to none."""
        return next((name for name, unit in self.units.items() if unit.has(pid)), "")

    def _applies(self, job: Job) -> bool:
        """Whether a job that another one brings along has anything to do."""
        unit = self.units[job.unit]
        if job.verb in ("start", "stop"):
            return True
        return unit.state.phase not in RESTING and (job.verb != "reload" or unit.reloads)

    def _cancel_starts(self, unit: str) -> None:
        for one in [p for p in self._pending if not p.begun and p.job.unit == unit]:
            self._end(one, succeeded=False)

    def _run(self) -> None:
        """Begin what may begin. Jobs that all wait for each other: the last one is dropped."""
        for one in list(self._pending):
            if one in self._pending and not one.begun and not self._waits(one):
                self._begin(one)
        if self._pending and not any(one.begun for one in self._pending):
            last = self._pending[-1]
            verb, unit = last.job.verb, last.job.unit
            self._say(unit, f"Job {unit}/{verb} deleted to break ordering cycle")
            self._end(last, succeeded=False)
            self._run()

    def _waits(self, one: _Pending) -> bool:
        return any(
            goes_first(self._specs, other.job, one.job)
            for other in self._pending
            if other.job.unit != one.job.unit
        )

    def _begin(self, one: _Pending) -> None:
        one.begun = True
        unit = self.units[one.job.unit]
        match one.job.verb:
            case "start" if unit.state.phase in LEAVING:
                one.job = Job(one.job.unit, "restart")
            case "start":
                unit.give(StartAsked())
            case "stop" | "restart":
                unit.give(StopAsked())
            case "reload":
                unit.give(ReloadAsked())

    def _finished(self, name: str, finished: Finished) -> None:
        verbs = ("stop", "restart") if finished.job == "stop" else (finished.job,)
        for one in [p for p in self._pending if p.begun and p.job.unit == name]:
            if one.job.verb not in verbs:
                continue
            if one.job.verb == "restart":
                one.job, one.begun = Job(name, "start"), False
            else:
                self._end(one, succeeded=finished.succeeded)
                if one.job.verb == "start" and not finished.succeeded:
                    self._fail_dependencies(name)
        self._run()

    def _fail_dependencies(self, failed: str) -> None:
        names = needed_by(self._specs, failed)
        for one in list(self._pending):
            if not one.begun and one.job.verb == "start" and one.job.unit in names:
                self._say(one.job.unit, "Job failed with result 'dependency'.")
                self._end(one, succeeded=False)
                self._fail_dependencies(one.job.unit)

    def _end(self, one: _Pending, *, succeeded: bool) -> None:
        if one in self._pending:
            self._pending.remove(one)
            one.over(one.asked, succeeded)

    def _say(self, unit: str, text: str) -> None:
        self._log(unit, "systemd", f"{unit}: {text}")

    def _after_deaths(self) -> None:
        for unit in self.units.values():
            unit.look_for_emptiness()

    def _notified(self, pid: int, words: dict[str, str]) -> None:
        unit = self.units.get(self.unit_of(pid))
        if unit is None or not _may_notify(unit, pid):
            return
        if words.get("MAINPID", "").isdigit():
            unit.main_is(int(words["MAINPID"]))
        for word in _NOTICES:
            if words.get(word.upper()) == "1":
                unit.give(Notified(word))
                return


def _may_notify(unit: Unit, pid: int) -> bool:
    """NotifyAccess= (systemd.service(5))."""
    state = unit.state
    match unit.spec.notify_access:
        case "main":
            return pid == state.main_pid
        case "exec":
            return pid in (state.main_pid, state.control_pid)
        case "all":
            return True
        case "none":
            return False
