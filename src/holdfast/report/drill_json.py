# SPDX-License-Identifier: Apache-2.0
"""A drill as JSON, `"version": 0`: it may still change."""

import msgspec

from holdfast.drill.record import Drilled

VERSION = 0


def drill_json(drilled: Drilled) -> bytes:
    """The record of every phase, the control run, and what stood in for the real thing."""
    return msgspec.json.encode({"version": VERSION, **msgspec.structs.asdict(drilled)})
