# SPDX-License-Identifier: Apache-2.0
"""A drill as JSON (`version`)."""

import msgspec

from holdfast.drill.record import Drilled
from holdfast.report.version import VERSION


class _Versioned(msgspec.Struct):
    version: int


def drill_json(drilled: Drilled) -> bytes:
    """The record of every phase, the control run, and what stood in for the real thing."""
    return msgspec.json.encode({"version": VERSION, **msgspec.structs.asdict(drilled)})


def read_drill_json(data: bytes) -> Drilled:
    """What `drill_json` wrote. Raises ValueError, in one line, for anything else."""
    written = msgspec.json.decode(data, type=_Versioned).version
    if written != VERSION:
        raise ValueError(f"it has version {written}, and this holdfast reads version {VERSION}")
    return msgspec.json.decode(data, type=Drilled)
