# SPDX-License-Identifier: Apache-2.0
"""What happened in a lab. `ms` is CLOCK_MONOTONIC in milliseconds, one clock for all."""

from typing import Literal

from msgspec import Struct

Phase = Literal[
    "inactive",
    "start-pre",
    "start",
    "start-post",
    "running",
    "exited",
    "reload",
    "stop",
    "stop-sigterm",
    "stop-sigkill",
    "stop-post",
    "final-sigterm",
    "final-sigkill",
    "failed",
    "auto-restart",
]
ActiveState = Literal["active", "reloading", "inactive", "failed", "activating", "deactivating"]
Source = Literal["stdout", "syslog", "systemd"]
Subject = Literal["sysctl", "interface", "bind"]
Result = Literal[
    "success", "exit-code", "signal", "core-dump", "timeout", "resources", "protocol",
    "start-limit-hit",
]  # fmt: skip


class LogLine(Struct, frozen=True, tag="log"):
    """A line that a unit wrote, or that came to /dev/log; `unit` is "" when it is not known.

    What the service manager itself says of a unit is `source="systemd"`.
    """

    ms: float
    node: str
    unit: str
    source: Source
    text: str


class UnitChanged(Struct, frozen=True, tag="unit"):
    """A unit came into another state. `start_limit_hit`: no start until reset-failed or time."""

    ms: float
    node: str
    unit: str
    phase: Phase
    main_pid: int
    result: Result
    start_limit_hit: bool


class AddressChanged(Struct, frozen=True, tag="address"):
    """The kernel added or removed `address` (with prefix length) on an interface of a node."""

    ms: float
    node: str
    interface: str
    address: str
    present: bool


class NodeChanged(Struct, frozen=True, tag="node"):
    """`booted`: its units were told to start. `off`: its port was cut and every process killed.

    `died`: its first process ended by itself, a defect of the lab.
    """

    ms: float
    node: str
    state: Literal["booted", "off", "died"]


class BootProblem(Struct, frozen=True, tag="problem"):
    """Something of a node's files that could not be done as the host would have done it."""

    ms: float
    node: str
    subject: Subject
    text: str


Event = LogLine | UnitChanged | AddressChanged | NodeChanged | BootProblem

_ACTIVE: dict[Phase, ActiveState] = {
    "inactive": "inactive",
    "start-pre": "activating",
    "start": "activating",
    "start-post": "activating",
    "running": "active",
    "exited": "active",
    "reload": "reloading",
    "failed": "failed",
    "auto-restart": "activating",
}


def active_state(phase: Phase) -> ActiveState:
    """The ActiveState that `systemctl is-active` prints for a service's SubState."""
    return _ACTIVE.get(phase, "deactivating")
