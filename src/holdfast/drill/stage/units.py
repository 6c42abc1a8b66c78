# SPDX-License-Identifier: Apache-2.0
"""systemd units in the lab's own terms."""

from typing import cast

from holdfast.lab.spec import KillMode, Restart, UnitSpec, UnitType
from holdfast.model.unit import Unit


def unit_spec(unit: Unit, *, enabled: bool) -> UnitSpec:
    """The unit as the lab's service manager takes it."""
    return UnitSpec(
        name=unit.name,
        exec_start=unit.exec_start,
        exec_start_pre=unit.exec_start_pre,
        exec_start_post=unit.exec_start_post,
        exec_reload=unit.exec_reload,
        exec_stop=unit.exec_stop,
        exec_stop_post=unit.exec_stop_post,
        environment=tuple(unit.environment.items()),
        type=cast("UnitType", unit.type),
        restart=cast("Restart", unit.restart),
        restart_s=unit.restart_sec,
        start_limit_interval_s=unit.start_limit_interval,
        start_limit_burst=unit.start_limit_burst,
        kill_mode=cast("KillMode", unit.kill_mode),
        kill_signal=unit.kill_signal,
        timeout_start_s=unit.timeout_start,
        timeout_stop_s=unit.timeout_stop,
        success_exit_status=tuple(str(status) for status in unit.success_exit_status),
        after=unit.after,
        enabled=enabled,
    )
