# SPDX-License-Identifier: Apache-2.0
"""The phases of a service and the ways between them, after src/core/service.c of systemd 252.

What happens when the main process ends, who is killed when, what counts against the start limit.
The two rounds of killing (stop-*, then final-*) and KillMode= are systemd.kill(5).
"""

from msgspec.structs import replace

from holdfast.lab.events import Phase, Result
from holdfast.lab.services.exit_status import matches
from holdfast.lab.services.restart_policy import restarts
from holdfast.lab.services.start_limit import count, refuses
from holdfast.lab.services.unit_events import (
    Action,
    Finished,
    Job,
    Role,
    Say,
    Section,
    Signal,
    Spawn,
    Whom,
)
from holdfast.lab.services.unit_state import UnitState
from holdfast.lab.spec import UnitSpec


class Phases:
    """One step's state, changed in place, and the actions collected so far, in order."""

    def __init__(self, spec: UnitSpec, state: UnitState, now_ms: float) -> None:
        self.spec = spec
        self.state = state
        self.now_ms = now_ms
        self.actions: list[Action] = []

    def start(self) -> None:
        spec = self.spec
        limit = count(self.state.limit, self.now_ms, spec.start_limit_interval_s)
        self.set(limit=limit)
        if refuses(limit, spec.start_limit_interval_s, spec.start_limit_burst):
            self.say("Start request repeated too quickly.")
            self.note("start-limit-hit")
            self.set(limit_hit=True)
            self._enter_dead(may_restart=False)
            return
        self.set(result="success", main_end=None, stop_asked=False, limit_hit=False, index=0)
        self.set(notified="ready")
        if not self.run_section("start-pre", "start-pre", spec.timeout_start_s):
            self.enter_start()

    def enter_start(self) -> None:
        self.set(index=0)
        self.enter("start", self.spec.timeout_start_s)
        self.spawn("control" if self.spec.type == "forking" else "main", "start")
        if self.spec.type in ("simple", "exec", "idle"):
            self.enter_start_post()

    def enter_start_post(self) -> None:
        if not self.run_section("start-post", "start-post", self.spec.timeout_start_s):
            self.enter_running("success")

    def enter_running(self, result: Result) -> None:
        """running while there is a main process; else exited or on the way down."""
        self.note(result)
        alive = self.state.main_pid or self.state.main_end is None
        if self.state.result == "success" and alive and self.spec.type != "oneshot":
            self._enter_notified()
        elif self.state.result == "success" and self.spec.remain_after_exit:
            self.enter("exited")
        else:
            self.enter_stop()
        if self.state.phase in ("running", "exited", "reload"):
            self.finish("start", succeeded=True)
        if self.state.phase in ("running", "exited"):
            self.finish("reload", succeeded=True)

    def _enter_notified(self) -> None:
        """running, unless the service itself said last that it reloads or stops."""
        match self.state.notified:
            case "ready":
                self.enter("running")
            case "reloading":
                self.enter("reload", self.spec.timeout_start_s)
            case "stopping":
                self.enter("stop-sigterm", self.spec.timeout_stop_s)

    def enter_stop(self) -> None:
        if not self.run_section("stop", "stop", self.spec.timeout_stop_s):
            self.enter_signal("stop-sigterm", "success")

    def enter_signal(self, phase: Phase, result: Result) -> None:
        self.note(result)
        whom = self._targets(final=phase.endswith("sigkill"))
        self.enter(phase, self.spec.timeout_stop_s)
        if whom:
            self.do(Signal(final=phase.endswith("sigkill"), whom=whom))
        else:
            self._killed_nobody()

    def _targets(self, *, final: bool) -> tuple[Whom, ...]:
        """Whom KillMode= names in this round; who is not there is skipped by the effect."""
        mode = self.spec.kill_mode
        if mode == "none":
            return ()
        named: tuple[Whom, ...] = ("main",) if self.state.main_pid else ()
        named += ("control",) if self.state.control_pid else ()
        everyone = mode == "control-group" or (mode == "mixed" and final)
        return (*named, "rest") if everyone else named

    def _killed_nobody(self) -> None:
        phase = self.state.phase
        if phase in ("stop-sigterm", "final-sigterm") and self.spec.send_sigkill:
            self.enter_signal("stop-sigkill" if phase[0] == "s" else "final-sigkill", "success")
        else:
            self.after_killing()

    def after_killing(self) -> None:
        if self.state.phase in ("final-sigterm", "final-sigkill"):
            self._enter_dead(may_restart=True)
        elif not self.run_section("stop-post", "stop-post", self.spec.timeout_stop_s):
            self.enter_signal("final-sigterm", "success")

    def _enter_dead(self, *, may_restart: bool) -> None:
        good = self.state.result == "success"
        if not good:
            self.say(f"Failed with result '{self.state.result}'.")
        self.enter("inactive" if good else "failed")
        oneshot_done = good and self.spec.type == "oneshot" and not self.state.stop_asked
        self.finish("start", succeeded=oneshot_done)
        self.finish("stop", succeeded=True)
        self.finish("reload", succeeded=False)
        if may_restart and self._shall_restart():
            self.enter("auto-restart", self.spec.restart_s)

    def _shall_restart(self) -> bool:
        end = self.state.main_end
        if self.state.stop_asked:
            return False
        if end is not None and matches(end, self.spec.restart_prevent_exit_status):
            return False
        return restarts(self.spec.restart, self.state.result)

    def restart(self) -> None:
        self.set(restarts=self.state.restarts + 1)
        self.say(f"Scheduled restart job, restart counter is at {self.state.restarts}.")
        self.start()

    # helpers

    def _commands(self, section: Section) -> tuple[str, ...]:
        return {
            "start-pre": self.spec.exec_start_pre,
            "start": self.spec.exec_start,
            "start-post": self.spec.exec_start_post,
            "reload": self.spec.exec_reload,
            "stop": self.spec.exec_stop,
            "stop-post": self.spec.exec_stop_post,
        }[section]

    def run_section(self, phase: Phase, section: Section, timeout_s: float) -> bool:
        """Enter the phase with its first command; False when there is none."""
        if not self._commands(section):
            return False
        self.set(index=0)
        self.enter(phase, timeout_s)
        self.spawn("control", section)
        return True

    def next_command(self) -> bool:
        phase = self.state.phase
        if phase not in ("start-pre", "start-post", "reload", "stop", "stop-post"):
            return False
        if self.state.index + 1 >= len(self._commands(phase)):
            return False
        self.set(index=self.state.index + 1)
        self.spawn("control", phase)
        return True

    def spawn(self, role: Role, section: Section) -> None:
        self.do(Spawn(role, section, self.state.index))

    def enter(self, phase: Phase, timeout_s: float = 0.0) -> None:
        deadline = self.now_ms + timeout_s * 1000 if timeout_s > 0 else None
        if phase == "auto-restart":
            deadline = self.now_ms + timeout_s * 1000
        self.set(phase=phase, deadline_ms=deadline)

    def note(self, result: Result) -> None:
        if self.state.result == "success":
            self.set(result=result)

    def finish(self, job: Job, *, succeeded: bool) -> None:
        self.do(Finished(job, succeeded))

    def say(self, text: str) -> None:
        self.do(Say(text))

    def do(self, action: Action) -> None:
        self.actions.append(action)

    def set(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)
