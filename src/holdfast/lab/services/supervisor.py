# SPDX-License-Identifier: Apache-2.0
"""The service manager of a node: its units, their jobs, and who waits for them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from holdfast.lab.events import Source, UnitChanged
from holdfast.lab.process.loop import Loop
from holdfast.lab.services import notify_socket
from holdfast.lab.services.journal import Journal
from holdfast.lab.services.reaper import Reaper
from holdfast.lab.services.unit_events import (
    Finished,
    Job,
    Notice,
    Notified,
    ReloadAsked,
    ResetAsked,
    StartAsked,
    StopAsked,
)
from holdfast.lab.services.unit_runner import Surroundings, Unit
from holdfast.lab.services.unit_state import LEAVING
from holdfast.lab.spec import UnitSpec

Over = Callable[[bool], None]

_NOTICES: tuple[Notice, ...] = ("ready", "reloading", "stopping")


class _Waiter(NamedTuple):
    """Somebody waits for a job; `then_start` is the first half of a restart."""

    unit: str
    job: Job
    then_start: bool
    over: Over


class Supervisor:
    """Units by their full name. Every verb calls back once with success or failure."""

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
        around = Surroundings(
            node, loop, self.journal, self.reaper, changed,
            lambda unit, text: log(unit, "systemd", f"{unit}: {text}"), self._finished,
        )  # fmt: skip
        self.units = {spec.name: Unit(spec, around) for spec in units}
        self._waiters: list[_Waiter] = []
        self._at_boot: list[str] = []
        notify_socket.serve(loop, self._notified)

    def boot(self) -> None:
        """Start every enabled unit, each once those of its After= have finished starting."""
        self._at_boot = [name for name, unit in self.units.items() if unit.spec.enabled]
        self._start_ordered()

    def find(self, name: str) -> Unit | None:
        """A unit by its name, `.service` may be left out."""
        return self.units.get(name) or self.units.get(f"{name}.service")

    def start(self, unit: Unit, over: Over) -> None:
        """A start job. On a unit that is stopping it waits for the end of that."""
        leaving = unit.state.phase in LEAVING
        self._wait(unit, "stop" if leaving else "start", over, then_start=leaving)
        unit.give(StartAsked())

    def stop(self, unit: Unit, over: Over) -> None:
        """A stop job."""
        self._wait(unit, "stop", over)
        unit.give(StopAsked())

    def restart(self, unit: Unit, over: Over) -> None:
        """A restart job: stop, then start; a unit that does not run is started."""
        self._wait(unit, "stop", over, then_start=True)
        unit.give(StopAsked(then_start=True))

    def reload(self, unit: Unit, over: Over) -> None:
        """A reload job."""
        self._wait(unit, "reload", over)
        unit.give(ReloadAsked())

    def reset_failed(self, unit: Unit) -> None:
        """Forget a failure and the starts that were counted."""
        unit.give(ResetAsked())

    def unit_of(self, pid: int) -> str:
        """The name of the unit that a process belongs to, "" when to none."""
        return next((name for name, unit in self.units.items() if unit.has(pid)), "")

    def _wait(self, unit: Unit, job: Job, over: Over, *, then_start: bool = False) -> None:
        self._waiters.append(_Waiter(unit.spec.name, job, then_start, over))

    def _finished(self, name: str, finished: Finished) -> None:
        done = [one for one in self._waiters if (one.unit, one.job) == (name, finished.job)]
        self._waiters = [one for one in self._waiters if one not in done]
        for waiter in done:
            if waiter.then_start:
                self._waiters.append(_Waiter(name, "start", then_start=False, over=waiter.over))
            else:
                waiter.over(finished.succeeded)

    def _start_ordered(self) -> None:
        for name in list(self._at_boot):
            unit = self.units[name]
            if name in self._at_boot and not set(unit.spec.after) & self._unstarted(name):
                self._at_boot.remove(name)
                self.start(unit, lambda succeeded: self._start_ordered())

    def _unstarted(self, but: str) -> set[str]:
        starting = {waiter.unit for waiter in self._waiters if waiter.job == "start"}
        return (starting | set(self._at_boot)) - {but}

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
