# SPDX-License-Identifier: Apache-2.0
"""The service manager's decisions, step by step, without a process."""

from msgspec.structs import replace
from tests.lab.pair import HAPROXY, KEEPALIVED

from holdfast.lab.services.exit_status import ExitStatus
from holdfast.lab.services.unit_events import (
    Action,
    Elapsed,
    Emptied,
    Ended,
    Finished,
    Input,
    MainIs,
    Notified,
    ReloadAsked,
    ResetAsked,
    Say,
    Signal,
    Spawn,
    Spawned,
    StartAsked,
    StopAsked,
)
from holdfast.lab.services.unit_machine import step
from holdfast.lab.services.unit_state import UnitState
from holdfast.lab.spec import UnitSpec

FAILED, KILLED, TERMINATED = ExitStatus(1), ExitStatus(0, 9), ExitStatus(0, 15)
PLAIN = UnitSpec("a.service", exec_start=("/bin/a",))


class Play:
    """A unit whose processes are numbers: every Spawn is answered with the next one."""

    def __init__(self, spec: UnitSpec) -> None:
        self.spec = spec
        self.state = UnitState()
        self.now_ms = 1000.0
        self.last_pid = 100

    def give(self, given: Input, after_ms: float = 0.0) -> list[Action]:
        """What the input causes, the answers to Spawn included."""
        self.now_ms += after_ms
        self.state, actions = step(self.spec, self.state, given, self.now_ms)
        for action in actions:
            if isinstance(action, Spawn):
                self.last_pid += 1
                self.give(Spawned(action.role, self.last_pid))
        return list(actions)

    def phase(self) -> str:
        return self.state.phase

    def fail_to_start(self) -> list[Action]:
        """The main process ends with 1 during the start, and nothing is left of it."""
        return [*self.give(Ended("main", FAILED)), *self.give(Emptied()), *self.give(Emptied())]


def running(spec: UnitSpec) -> Play:
    play = Play(spec)
    play.give(StartAsked())
    if spec.type == "notify":
        play.give(Notified("ready"))
    assert play.phase() == "running"
    return play


def says(actions: list[Action]) -> list[str]:
    return [action.text for action in actions if isinstance(action, Say)]


def test_a_simple_service_runs_as_soon_as_it_is_started() -> None:
    play = Play(PLAIN)
    assert play.give(StartAsked())[:2] == [Spawn("main", "start", 0), Finished("start", True)]
    assert (play.phase(), play.state.main_pid) == ("running", 101)


def test_a_notify_service_runs_only_when_it_says_ready() -> None:
    play = Play(HAPROXY)
    assert play.give(StartAsked()) == [Spawn("main", "start", 0)]
    assert play.phase() == "start"
    assert Finished("start", True) in play.give(Notified("ready"))
    assert play.phase() == "running"


def test_a_start_of_a_running_service_does_nothing() -> None:
    assert running(PLAIN).give(StartAsked()) == [Finished("start", True)]


def test_five_failed_starts_in_ten_seconds_end_in_failed() -> None:
    play = Play(HAPROXY)
    play.give(StartAsked())
    for _ in range(4):
        play.fail_to_start()
        assert play.phase() == "auto-restart"
        assert play.state.deadline_ms == play.now_ms + 100
        play.give(Elapsed(), after_ms=100)
        assert play.phase() == "start"
    play.fail_to_start()
    assert says(play.give(Elapsed(), after_ms=100)) == [
        "Scheduled restart job, restart counter is at 5.",
        "Start request repeated too quickly.",
        "Failed with result 'exit-code'.",
    ]
    assert (play.phase(), play.state.limit_hit) == ("failed", True)


def limited() -> Play:
    play = Play(HAPROXY)
    play.give(StartAsked())
    while play.phase() != "failed":
        if play.phase() == "auto-restart":
            play.give(Elapsed(), after_ms=100)
        else:
            play.fail_to_start()
    return play


def test_a_manual_start_is_refused_while_the_limit_holds() -> None:
    play = limited()
    assert Finished("start", False) in play.give(StartAsked())
    assert play.phase() == "failed"


def test_reset_failed_lets_it_start_again() -> None:
    play = limited()
    play.give(ResetAsked())
    assert (play.phase(), play.state.result) == ("inactive", "success")
    assert play.give(StartAsked()) == [Spawn("main", "start", 0)]


def test_the_limit_ends_ten_seconds_after_the_first_start() -> None:
    play = limited()
    play.give(StartAsked(), after_ms=10_001)
    assert play.phase() == "start"


def test_slow_failures_never_reach_the_limit() -> None:
    play = Play(HAPROXY)
    play.give(StartAsked())
    for _ in range(20):
        play.fail_to_start()
        play.give(Elapsed(), after_ms=3000)
        assert play.phase() == "start"


def test_an_interval_of_zero_switches_the_limit_off() -> None:
    play = Play(replace(HAPROXY, start_limit_interval_s=0.0))
    play.give(StartAsked())
    for _ in range(20):
        play.fail_to_start()
        play.give(Elapsed(), after_ms=1)
        assert play.phase() == "start"


def test_the_first_failure_of_a_start_fails_the_job_although_it_is_tried_again() -> None:
    play = Play(HAPROXY)
    play.give(StartAsked())
    assert Finished("start", False) in play.fail_to_start()
    assert play.phase() == "auto-restart"


def test_mixed_kills_the_rest_with_sigkill_when_the_main_process_dies() -> None:
    play = running(HAPROXY)
    actions = play.give(Ended("main", KILLED))
    assert actions[-1] == Signal(final=True, whom=("rest",))
    play.give(Emptied())
    play.give(Emptied())
    assert (play.phase(), play.state.result) == ("auto-restart", "signal")


def test_control_group_terminates_the_rest_when_the_main_process_dies() -> None:
    play = running(KEEPALIVED)
    actions = play.give(Ended("main", KILLED))
    assert actions[-1] == Signal(final=False, whom=("rest",))
    assert (play.phase(), play.state.deadline_ms) == ("stop-sigterm", play.now_ms + 90_000)
    play.give(Emptied())
    play.give(Emptied())
    assert play.phase() == "failed"


def test_what_ignores_sigterm_is_killed_after_the_stop_timeout() -> None:
    play = running(KEEPALIVED)
    play.give(StopAsked())
    assert play.give(Elapsed(), after_ms=90_000) == [
        Say("State 'stop-sigterm' timed out. Killing."),
        Signal(final=True, whom=("main", "rest")),
    ]


def test_a_stop_is_clean_and_is_not_restarted() -> None:
    play = running(HAPROXY)
    assert play.give(StopAsked()) == [Signal(final=False, whom=("main",))]
    play.give(Ended("main", ExitStatus(143)))
    actions = play.give(Emptied())
    assert Finished("stop", True) in actions
    assert (play.phase(), play.state.result) == ("inactive", "success")


def test_process_mode_leaves_the_children_alone() -> None:
    play = running(replace(PLAIN, kill_mode="process"))
    assert play.give(StopAsked()) == [Signal(final=False, whom=("main",))]
    play.give(Ended("main", TERMINATED))
    assert play.phase() == "inactive"


def test_none_kills_nobody() -> None:
    play = running(replace(PLAIN, kill_mode="none"))
    assert not [one for one in play.give(StopAsked()) if isinstance(one, Signal)]
    assert play.phase() == "inactive"


def test_a_stop_cancels_a_restart_that_is_due() -> None:
    play = Play(HAPROXY)
    play.give(StartAsked())
    play.fail_to_start()
    play.give(StopAsked())
    assert (play.phase(), play.state.deadline_ms) == ("inactive", None)


def test_restart_on_failure_leaves_a_clean_end_alone() -> None:
    spec = replace(PLAIN, restart="on-failure")
    for end, phase in ((ExitStatus(0), "inactive"), (FAILED, "auto-restart")):
        play = running(spec)
        play.give(Ended("main", end))
        play.give(Emptied())
        play.give(Emptied())
        assert play.phase() == phase


def test_restart_prevent_exit_status_wins_over_always() -> None:
    play = running(replace(HAPROXY, restart_prevent_exit_status=("1",)))
    play.fail_to_start()
    assert play.phase() == "failed"


def test_a_failing_start_pre_fails_the_start_unless_it_is_marked() -> None:
    spec = replace(PLAIN, exec_start_pre=("/bin/one", "/bin/two"))
    play = Play(spec)
    assert play.give(StartAsked()) == [Spawn("control", "start-pre", 0)]
    assert play.give(Ended("control", ExitStatus(0))) == [Spawn("control", "start-pre", 1)]
    play.give(Ended("control", FAILED))
    play.give(Emptied())
    assert play.phase() == "failed"

    play = Play(spec)
    play.give(StartAsked())
    play.give(Ended("control", ExitStatus(0)))
    play.give(Ended("control", FAILED, ignored=True))
    assert play.phase() == "running"


def test_a_reload_runs_its_commands_and_keeps_running_when_one_fails() -> None:
    play = running(HAPROXY)
    assert play.give(ReloadAsked()) == [Spawn("control", "reload", 0)]
    assert play.give(Ended("control", ExitStatus(0))) == [Spawn("control", "reload", 1)]
    assert Finished("reload", True) in play.give(Ended("control", ExitStatus(0)))

    play.give(ReloadAsked())
    assert Finished("reload", False) in play.give(Ended("control", FAILED))
    assert (play.phase(), play.state.result) == ("running", "success")


def test_a_reload_lasts_until_the_service_says_that_it_is_ready() -> None:
    play = running(HAPROXY)
    play.give(ReloadAsked())
    play.give(Ended("control", ExitStatus(0)))
    play.give(Notified("reloading"))
    assert Finished("reload", True) not in play.give(Ended("control", ExitStatus(0)))
    assert play.phase() == "reload"
    assert Finished("reload", True) in play.give(Notified("ready"))
    assert play.phase() == "running"


def test_a_service_that_dies_while_it_reloads_is_seen() -> None:
    play = running(HAPROXY)
    play.give(Notified("reloading"))
    assert play.phase() == "reload"
    assert play.give(Ended("main", KILLED))[-1] == Signal(final=True, whom=("rest",))


def test_a_reload_of_what_does_not_run_fails() -> None:
    assert Play(HAPROXY).give(ReloadAsked()) == [Finished("reload", False)]


def test_a_start_that_does_not_get_ready_in_time_is_ended() -> None:
    play = Play(HAPROXY)
    play.give(StartAsked())
    actions = play.give(Elapsed(), after_ms=90_000)
    assert actions[-1] == Signal(final=False, whom=("main",))
    play.give(Ended("main", ExitStatus(143)))
    play.give(Emptied())
    assert (play.phase(), play.state.result) == ("auto-restart", "timeout")


def test_a_oneshot_runs_all_its_commands_and_remains_if_told_to() -> None:
    spec = UnitSpec(
        "b.service", type="oneshot", exec_start=("/bin/one", "/bin/two"), remain_after_exit=True
    )
    play = Play(spec)
    play.give(StartAsked())
    assert play.give(Ended("main", ExitStatus(0)))[-1] == Spawn("main", "start", 1)
    assert Finished("start", True) in play.give(Ended("main", ExitStatus(0)))
    assert play.phase() == "exited"


def test_a_oneshot_that_remains_can_be_reloaded() -> None:
    spec = UnitSpec(
        "b.service", type="oneshot", exec_start=("/bin/b",), remain_after_exit=True,
        exec_reload=("/bin/again",),
    )  # fmt: skip
    play = Play(spec)
    play.give(StartAsked())
    play.give(Ended("main", ExitStatus(0)))
    assert play.give(ReloadAsked()) == [Spawn("control", "reload", 0)]
    assert Finished("reload", True) in play.give(Ended("control", ExitStatus(0)))
    assert play.phase() == "exited"


def test_a_oneshot_that_does_not_remain_is_inactive_and_its_start_succeeded() -> None:
    play = Play(UnitSpec("b.service", type="oneshot", exec_start=("/bin/one",)))
    play.give(StartAsked())
    actions = play.give(Ended("main", ExitStatus(0)))
    actions += play.give(Emptied()) + play.give(Emptied())
    assert Finished("start", True) in actions
    assert play.phase() == "inactive"


def test_a_forking_service_runs_when_its_first_process_has_ended() -> None:
    play = Play(replace(PLAIN, type="forking"))
    assert play.give(StartAsked()) == [Spawn("control", "start", 0)]
    assert Finished("start", True) in play.give(Ended("control", ExitStatus(0)))
    play.give(MainIs(7))
    assert (play.phase(), play.state.main_pid) == ("running", 7)


def test_a_forking_service_without_a_main_process_ends_with_its_last_process() -> None:
    play = Play(replace(PLAIN, type="forking"))
    play.give(StartAsked())
    play.give(Ended("control", ExitStatus(0)))
    play.give(Emptied())
    play.give(Emptied())
    play.give(Emptied())
    assert play.phase() == "inactive"


def test_exec_stop_and_stop_post_run_in_their_order() -> None:
    spec = replace(PLAIN, exec_stop=("/bin/stop",), exec_stop_post=("/bin/post",))
    play = running(spec)
    assert play.give(StopAsked()) == [Spawn("control", "stop", 0)]
    assert play.give(Ended("control", ExitStatus(0)))[-1] == Signal(False, ("main", "rest"))
    assert Spawn("control", "stop-post", 0) in play.give(Ended("main", TERMINATED))
    play.give(Ended("control", ExitStatus(0)))
    play.give(Emptied())
    assert play.phase() == "inactive"


def test_stopping_is_believed_and_the_process_is_waited_for() -> None:
    play = running(KEEPALIVED)
    assert play.give(Notified("stopping")) == []
    assert play.phase() == "stop-sigterm"
    play.give(Ended("main", ExitStatus(0)))
    play.give(Emptied())
    assert play.phase() == "inactive"
