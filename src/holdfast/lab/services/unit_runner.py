# SPDX-License-Identifier: Apache-2.0
"""One unit of a node, living: what its state machine decides is done here."""

import os
import shutil
import signal
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from holdfast.lab.events import UnitChanged
from holdfast.lab.process.loop import Loop, now_ms
from holdfast.lab.services import command_line, processes
from holdfast.lab.services.exit_status import EXEC_FAILED, ExitStatus, signal_name, signal_number
from holdfast.lab.services.journal import Journal
from holdfast.lab.services.reaper import Reaper
from holdfast.lab.services.unit_events import (
    Action,
    Elapsed,
    Emptied,
    Ended,
    FindMain,
    Finished,
    Input,
    MainIs,
    Role,
    Say,
    Signal,
    Spawn,
    Spawned,
)
from holdfast.lab.services.unit_machine import step
from holdfast.lab.services.unit_state import KILLING, RESTING, UnitState
from holdfast.lab.spec import UnitSpec

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_EMPTYING = (*KILLING, "running")


class Surroundings(NamedTuple):
    """What all units of a node share. `say` takes unit and text of the service manager."""

    node: str
    loop: Loop
    journal: Journal
    reaper: Reaper
    changed: Callable[[UnitChanged], None]
    say: Callable[[str, str], None]
    finished: Callable[[str, Finished], None]


class Unit:
    """Takes inputs one after the other; one that an action causes comes after all actions.

    Whoever waits for a job hears of it when the unit has come to rest.
    """

    def __init__(self, spec: UnitSpec, around: Surroundings) -> None:
        self.spec = spec
        self.state = UnitState()
        self._invocations: set[str] = set()
        self._sessions: set[int] = set()
        self._around = around
        self._inputs: deque[Input] = deque()
        self._busy = False
        self._over: list[Finished] = []
        self._invocation = ""

    def give(self, given: Input) -> None:
        """One input for the state machine, and the doing of what it decides."""
        self._inputs.append(given)
        if self._busy:
            return
        self._busy = True
        try:
            while self._inputs:
                self._step(self._inputs.popleft())
        finally:
            self._busy = False
        over, self._over = self._over, []
        for finished in over:
            self._around.finished(self.spec.name, finished)

    def pids(self) -> list[int]:
        """Every living process of the unit."""
        return processes.members(self._invocations, self._sessions, processes.living())

    def has(self, pid: int) -> bool:
        """Whether a process is one of the unit, for one that may just have ended."""
        known = (self.state.main_pid, self.state.control_pid)
        return pid in known or processes.invocation_of(pid) in self._invocations

    def look_for_emptiness(self) -> None:
        """After deaths: tell the machine when it waits for the last process and there is none."""
        waits = self.state.phase in _EMPTYING and not self.state.main_pid
        if waits and not self.pids():
            self.give(Emptied())

    def kill(self, number: int, whom: str) -> int:
        """Signal all, the main or all but the main process; how many were reached."""
        main = self.state.main_pid
        everyone = self.pids()
        chosen = {
            "all": everyone,
            "main": [pid for pid in everyone if pid == main],
            "workers": [pid for pid in everyone if pid != main],
        }
        if number == signal.SIGKILL:
            return processes.kill_together(chosen[whom])
        return processes.send(chosen[whom], number)

    def main_is(self, pid: int) -> None:
        """The main process is another one from now on."""
        if pid != self.state.main_pid:
            self.give(MainIs(pid))
            self._await("main", pid, ignored=False)

    @property
    def reloads(self) -> bool:
        """Whether `systemctl reload` can work."""
        return bool(self.spec.exec_reload)

    def program(self) -> str:
        """The absolute path that ExecStart= names."""
        command = command_line.parse(self.spec.exec_start[0])
        return processes.find_program(command.words[0], PATH) if command else ""

    def _step(self, given: Input) -> None:
        before = self.state
        self.state, actions = step(self.spec, before, given, now_ms())
        rested, rests = before.phase in RESTING, self.state.phase in RESTING
        if rested and not rests:
            self._new_invocation()
            self._make_directories()
        elif rests and not rested and not self.spec.runtime_preserve:
            self._remove_directories()
        if self.state.deadline_ms not in (None, before.deadline_ms):
            self._around.loop.at(self.state.deadline_ms or 0.0, self._due)
        self._tell(before)
        for action in actions:
            self._perform(action)

    def _new_invocation(self) -> None:
        """What is left of earlier ones, with KillMode=process, still belongs to the unit."""
        if not self.pids():
            self._invocations.clear()
            self._sessions.clear()
        self._invocation = os.urandom(16).hex()
        self._invocations.add(self._invocation)

    def _make_directories(self) -> None:
        for name in self.spec.runtime_directories:
            os.makedirs(f"/run/{name}", exist_ok=True)

    def _remove_directories(self) -> None:
        for name in self.spec.runtime_directories:
            shutil.rmtree(f"/run/{name}", ignore_errors=True)

    def _due(self) -> None:
        deadline = self.state.deadline_ms
        if deadline is not None and deadline <= now_ms():
            self.give(Elapsed())

    def _tell(self, before: UnitState) -> None:
        now = self.state
        if _visible(now) != _visible(before):
            self._around.changed(
                UnitChanged(
                    now_ms(), self._around.node, self.spec.name, now.phase, now.main_pid,
                    now.result, now.limit_hit,
                )
            )  # fmt: skip

    def _perform(self, action: Action) -> None:
        match action:
            case Spawn():
                self._spawn(action)
            case Signal(final, whom):
                self._signal(final=final, whom=whom)
            case Finished():
                self._over.append(action)
            case Say(text):
                self._around.say(self.spec.name, text)
            case FindMain():
                self._find_main()

    def _spawn(self, action: Spawn) -> None:
        lines = getattr(self.spec, "exec_" + action.section.replace("-", "_"))
        command = command_line.parse(lines[action.number])
        if command is None:
            self.give(Ended(action.role, ExitStatus(0)))
            return
        environment = self._environment(action)
        program, argv = command_line.argv(command, environment)
        output = self._around.journal.output_of(self.spec.name)
        try:
            found = processes.find_program(program, PATH)
            pid = processes.spawn(argv, environment, program=found, output=output)
        except OSError as error:
            self._around.say(self.spec.name, f"Failed to execute {program}: {error.strerror}")
            self.give(Ended(action.role, ExitStatus(EXEC_FAILED), command.ignore_failure))
            return
        finally:
            os.close(output)
        self._sessions.add(pid)
        self.give(Spawned(action.role, pid))
        self._await(action.role, pid, ignored=command.ignore_failure)

    def _await(self, role: Role, pid: int, *, ignored: bool) -> None:
        def ended(end: ExitStatus) -> None:
            known = self.state.main_pid if role == "main" else self.state.control_pid
            if pid == known:
                self.give(Ended(role, end, ignored))

        self._around.reaper.on_end(pid, ended)

    def _environment(self, action: Spawn) -> dict[str, str]:
        values = {"PATH": PATH, "LANG": "C.UTF-8", "INVOCATION_ID": self._invocation}
        if self.spec.type == "notify" or self.spec.notify_access in ("exec", "all"):
            values["NOTIFY_SOCKET"] = "/run/systemd/notify"
        if self.state.main_pid and action.role == "control":
            values["MAINPID"] = str(self.state.main_pid)
        if action.section in ("stop", "stop-post"):
            values |= self._outcome()
        return values | dict(self.spec.environment)

    def _outcome(self) -> dict[str, str]:
        """$SERVICE_RESULT, $EXIT_CODE, $EXIT_STATUS (systemd.exec(5))."""
        values: dict[str, str] = {"SERVICE_RESULT": self.state.result}
        end = self.state.main_end
        if end is not None:
            killed = "dumped" if end.dumped else "killed"
            values["EXIT_CODE"] = killed if end.signal else "exited"
            values["EXIT_STATUS"] = end.name if end.signal else str(end.code)
        return values

    def _signal(self, *, final: bool, whom: tuple[str, ...]) -> None:
        number = 9 if final else signal_number(self.spec.kill_signal)
        named = {"main": self.state.main_pid, "control": self.state.control_pid}
        everyone = self.pids()
        chosen = [named[one] for one in whom if one != "rest"]
        if "rest" in whom:
            chosen += [pid for pid in everyone if pid not in named.values()]
        for pid in chosen if final else ():
            self._around.say(self.spec.name, f"Killing process {pid} with {signal_name(9)}.")
        processes.send(chosen, number)
        if not final:
            processes.send(chosen, signal_number("SIGCONT"))
        if not everyone and not self.state.main_pid and not self.state.control_pid:
            self.give(Emptied())

    def _find_main(self) -> None:
        """The PID file's process, else the only one that is left (GuessMainPID=)."""
        pids = self.pids()
        main = _pid_in(self.spec.pid_file) or (pids[0] if len(pids) == 1 else 0)
        if main in pids:
            self.main_is(main)


def _visible(state: UnitState) -> tuple[object, ...]:
    return (state.phase, state.main_pid, state.result, state.limit_hit)


def _pid_in(path: str) -> int:
    try:
        with open(path, encoding="ascii") as file:
            return int(file.read().strip())
    except (OSError, ValueError):
        return 0
