# SPDX-License-Identifier: Apache-2.0
"""An estimate as a JSON value."""

from typing import Any, assert_never

from holdfast.check.estimate import Depends, Estimate, Moves, Never, Outcome


def estimate_record(estimate: Estimate, label: str) -> dict[str, Any]:
    """`outcome` is moves, never or depends; times are in ms and null where there is none."""
    before = f"{label}/" if label else ""
    return {
        "group": estimate.group,
        "virtual_router_id": estimate.virtual_router_id,
        "vips": [str(vip) for vip in estimate.vips],
        "owner": before + estimate.owner,
        "event": estimate.event,
        **_outcome(estimate.outcome, before),
    }


def _outcome(outcome: Outcome, before: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "outcome": "",
        "to": None,
        "min_ms": None,
        "max_ms": None,
        "depends_on": [],
        "why": None,
    }
    match outcome:
        case Moves(to, ms, why):
            told |= {"outcome": "moves", "to": before + to, "why": why}
            told |= {"min_ms": ms.min, "max_ms": ms.max}
        case Never(why):
            told |= {"outcome": "never", "why": why}
        case Depends(on):
            told |= {"outcome": "depends", "depends_on": list(on)}
        case _:
            assert_never(outcome)
    return told
