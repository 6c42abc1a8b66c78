# SPDX-License-Identifier: Apache-2.0
"""Where a service is: the value that `unit_machine.step` turns into the next one."""

from msgspec import Struct

from holdfast.lab.events import Phase, Result
from holdfast.lab.services.exit_status import ExitStatus
from holdfast.lab.services.start_limit import StartLimit
from holdfast.lab.services.unit_events import Notice

KILLING: tuple[Phase, ...] = ("stop-sigterm", "stop-sigkill", "final-sigterm", "final-sigkill")
LEAVING: tuple[Phase, ...] = ("stop", "stop-post", *KILLING)
STARTING: tuple[Phase, ...] = ("start-pre", "start", "start-post")
RESTING: tuple[Phase, ...] = ("inactive", "failed", "auto-restart")


class UnitState(Struct, frozen=True):
    """Where a unit is. A pid of 0 is no process; `deadline_ms` is when Elapsed is due."""

    phase: Phase = "inactive"
    result: Result = "success"
    main_pid: int = 0
    control_pid: int = 0
    main_end: ExitStatus | None = None
    index: int = 0
    notified: Notice = "ready"
    deadline_ms: float | None = None
    limit: StartLimit = StartLimit()
    limit_hit: bool = False
    stop_asked: bool = False
    restarts: int = 0
