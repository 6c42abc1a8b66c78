# SPDX-License-Identifier: Apache-2.0
"""A service as systemd 252 steps it: state and input in, state and actions out. Pure.

Time is an argument, in milliseconds. `unit_phases` has the phases, here is what each input does.
"""

from holdfast.lab.events import Result
from holdfast.lab.services.exit_status import ExitStatus, result_of
from holdfast.lab.services.start_limit import StartLimit
from holdfast.lab.services.unit_events import (
    Action,
    Elapsed,
    Emptied,
    Ended,
    FindMain,
    Input,
    MainIs,
    Notice,
    Notified,
    ReloadAsked,
    ResetAsked,
    Signal,
    Spawned,
    StartAsked,
    StopAsked,
)
from holdfast.lab.services.unit_phases import Phases
from holdfast.lab.services.unit_state import KILLING, STARTING, UnitState
from holdfast.lab.spec import UnitSpec


def step(
    spec: UnitSpec, state: UnitState, given: Input, now_ms: float
) -> tuple[UnitState, tuple[Action, ...]]:
    """The state after an input, and what is to be done, in order."""
    machine = Machine(spec, state, now_ms)
    machine.take(given)
    return machine.state, tuple(machine.actions)


class Machine(Phases):
    """One step."""

    def take(self, given: Input) -> None:
        match given:
            case StartAsked():
                self._start_asked()
            case StopAsked():
                self._stop_asked()
            case ReloadAsked():
                self._reload_asked()
            case ResetAsked():
                self._reset()
            case Spawned("main", pid):
                self.set(main_pid=pid)
            case Spawned("control", pid):
                self.set(control_pid=pid)
            case Ended("main", end, ignored):
                self._main_ended(end, ignored=ignored)
            case Ended("control", end, ignored):
                self._control_ended(end, ignored=ignored)
            case Notified(word):
                self._notified(word)
            case MainIs(pid):
                self._main_is(pid)
            case Elapsed():
                self._elapsed()
            case Emptied():
                self._emptied()

    def _start_asked(self) -> None:
        phase = self.state.phase
        if phase in ("running", "exited", "reload"):
            self.finish("start", succeeded=True)
        elif phase in ("inactive", "failed"):
            self.start()

    def _stop_asked(self) -> None:
        self.set(stop_asked=True)
        if self.state.phase == "auto-restart":
            self.enter("inactive")
        if self.state.phase in ("inactive", "failed"):
            self.finish("stop", succeeded=True)
        elif self.state.phase in (*STARTING, "reload"):
            self.enter_signal("stop-sigterm", "success")
        elif self.state.phase in ("running", "exited"):
            self.enter_stop()

    def _reload_asked(self) -> None:
        if self.state.phase not in ("running", "exited") or not self.spec.exec_reload:
            self.finish("reload", succeeded=self.state.phase == "reload")
        else:
            self.run_section("reload", "reload", self.spec.timeout_start_s)

    def _reset(self) -> None:
        self.set(limit=StartLimit(), limit_hit=False, restarts=0)
        if self.state.phase == "failed":
            self.set(result="success")
            self.enter("inactive")

    def _main_ended(self, end: ExitStatus, *, ignored: bool) -> None:
        daemon = self.spec.type != "oneshot"
        result = result_of(end, self.spec.success_exit_status, daemon=daemon)
        if ignored:
            result = "success"
        self.set(main_pid=0, main_end=end)
        self.say(f"Main process exited, {end}")
        if self.state.result == "success":
            self.set(result=result)
        phase = self.state.phase
        if phase == "running":
            self.enter_running(result)
        elif phase == "start":
            self._main_ended_in_start(result)
        elif phase == "reload" and not self.state.control_pid:
            self.enter_running(result)
        elif phase in KILLING and not self.state.control_pid:
            self.after_killing()

    def _main_ended_in_start(self, result: Result) -> None:
        if self.spec.type == "oneshot" and result == "success":
            if self.state.index + 1 < len(self.spec.exec_start):
                self.set(index=self.state.index + 1)
                self.spawn("main", "start")
            else:
                self.enter_start_post()
        elif result != "success":
            self.enter_signal("stop-sigterm", result)
        elif self.spec.type == "notify":
            self.enter_signal("stop-sigterm", "protocol")

    def _control_ended(self, end: ExitStatus, *, ignored: bool) -> None:
        result = result_of(end, self.spec.success_exit_status, daemon=False)
        self.set(control_pid=0)
        if ignored:
            result = "success"
        if result != "success":
            self.say(f"Control process exited, {end}")
        if result == "success" and self.next_command():
            return
        if result == "success":
            self._section_done()
        else:
            self._section_failed(result)

    def _section_done(self) -> None:
        match self.state.phase:
            case "start-pre":
                self.enter_start()
            case "start":
                self.do(FindMain())
                self.enter_start_post()
            case "start-post":
                self.enter_running("success")
            case "reload":
                self.enter_running("success")
            case _:
                self._leaving_done("success")

    def _section_failed(self, result: Result) -> None:
        match self.state.phase:
            case "start-pre" | "start":
                self.enter_signal("final-sigterm", result)
            case "start-post":
                self.enter_signal("stop-sigterm", result)
            case "reload":
                self.finish("reload", succeeded=False)
                self.enter_running("success")
            case _:
                self._leaving_done(result)

    def _leaving_done(self, result: Result) -> None:
        """A control process ended on the way down."""
        if self.state.phase == "stop":
            self.enter_signal("stop-sigterm", result)
        elif self.state.phase == "stop-post":
            self.enter_signal("final-sigterm", result)
        elif self.state.phase in KILLING and not self.state.main_pid:
            self.after_killing()

    def _notified(self, word: Notice) -> None:
        self.set(notified=word)
        phase = self.state.phase
        if word == "ready" and phase == "start" and self.spec.type == "notify":
            self.enter_start_post()
            return
        reloaded = word == "ready" and phase == "reload" and not self.state.control_pid
        if reloaded or (word != "ready" and phase == "running"):
            self.enter_running("success")

    def _main_is(self, pid: int) -> None:
        if self.state.phase in (*STARTING, "running", "reload"):
            self.set(main_pid=pid)

    def _elapsed(self) -> None:
        phase = self.state.phase
        if phase == "auto-restart":
            self.restart()
            return
        self.say(f"State '{phase}' timed out. Killing.")
        if phase in ("start", "start-post", "stop"):
            self.enter_signal("stop-sigterm", "timeout")
        elif phase in ("start-pre", "stop-post"):
            self.enter_signal("final-sigterm", "timeout")
        elif phase == "reload":
            self.do(Signal(final=True, whom=("control",)))
            self.finish("reload", succeeded=False)
            self.set(notified="ready")
            self.enter_running("success")
        elif phase in ("stop-sigterm", "final-sigterm") and self.spec.send_sigkill:
            self.enter_signal("stop-sigkill" if phase[0] == "s" else "final-sigkill", "timeout")
        elif phase in KILLING:
            self.note("timeout")
            self.after_killing()

    def _emptied(self) -> None:
        if self.state.main_pid or self.state.control_pid:
            return
        if self.state.phase == "running":
            self.enter_stop()
        elif self.state.phase in KILLING:
            self.after_killing()
