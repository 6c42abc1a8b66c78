# SPDX-License-Identifier: Apache-2.0
"""A value with each text in it changed, however deep it stands."""

from collections.abc import Callable
from typing import TypeVar

import msgspec

Change = Callable[[str], str]
T = TypeVar("T", bound=msgspec.Struct)


def every_text(value: T, change: Change) -> T:
    """The same with each of its texts changed."""
    told: T = msgspec.convert(in_builtins(msgspec.to_builtins(value), change), type(value))
    return told


def in_builtins(value: object, change: Change) -> object:
    """The same for what JSON can hold, names of fields included."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {in_builtins(key, change): in_builtins(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [in_builtins(one, change) for one in value]
    return value
