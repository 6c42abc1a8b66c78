# SPDX-License-Identifier: Apache-2.0
"""Restart= (systemd.service(5), its table of exit causes)."""

from typing import assert_never

from holdfast.lab.events import Result
from holdfast.lab.spec import Restart


def restarts(policy: Restart, result: Result) -> bool:
    """Whether systemd starts the service again after this result."""
    match policy:
        case "no":
            return False
        case "always":
            return True
        case "on-success":
            return result == "success"
        case "on-failure":
            return result != "success"
        case "on-abnormal":
            return result not in ("success", "exit-code")
        case "on-abort":
            return result in ("signal", "core-dump")
        case "on-watchdog":
            return False
        case _:
            assert_never(policy)
