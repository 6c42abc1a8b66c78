# SPDX-License-Identifier: Apache-2.0
"""The version of everything that holdfast writes as JSON (docs/json.md), and what of it is read."""

from typing import TypeVar

import msgspec

T = TypeVar("T")

VERSION = 1
"""Fields are only added to it: whoever reads it must not mind one that is new."""

_READ = (0, VERSION)
"""0 was written before the first release, and has the fields of 1 that are read back."""


def decoded(data: bytes, kind: type[T]) -> T:
    """What is in the JSON. Raises ValueError, in one line, for what is none, or of another kind."""
    try:
        return msgspec.json.decode(data, type=kind)
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None


def unread(version: int) -> str | None:
    """Why a file of this version cannot be read, in a few words; None where it can."""
    if version in _READ:
        return None
    return f"is of version {version}, and this holdfast reads {' and '.join(map(str, _READ))}"
