# SPDX-License-Identifier: Apache-2.0
"""A drill as JSON (`version`)."""

import msgspec

from holdfast.drill.record import Drilled
from holdfast.model.json_version import VERSION, decoded, unread


class _Versioned(msgspec.Struct):
    version: int


def drill_json(drilled: Drilled) -> bytes:
    """The record of every phase, the control run, and what stood in for the real thing."""
    return msgspec.json.encode({"version": VERSION, **msgspec.structs.asdict(drilled)})


def read_drill_json(data: bytes) -> Drilled:
    """What `drill_json` wrote. Raises ValueError, in one line, for anything else."""
    why = unread(decoded(data, _Versioned).version)
    if why is not None:
        raise ValueError(f"it {why}")
    return decoded(data, Drilled)
