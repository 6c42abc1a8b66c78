# SPDX-License-Identifier: Apache-2.0
"""What a rule says."""

from typing import Literal

from msgspec import Struct

from holdfast.model.change import Change
from holdfast.model.place import Place

Severity = Literal["error", "warning", "info"]
Safety = Literal["safe", "unsafe", "shown"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""error: the service is lost or has two owners; warning: a risk; info: a note."""


class Also(Struct, frozen=True):
    """Another place that belongs to a finding, and what it has to do with it."""

    place: Place
    message: str


class Fix(Struct, frozen=True):
    """Changes that mend a finding.

    `safe`: what the daemons do stays the same but for the fault. `unsafe`: the operator should
    read it first. `shown`: never applied, only shown.
    """

    safety: Safety
    changes: tuple[Change, ...]


def offer(safety: Safety, change: Change | None) -> Fix | None:
    """The fix that is one change; none where there is none."""
    return Fix(safety, (change,)) if change is not None else None


class Finding(Struct, frozen=True):
    """A fault: the sentence, where it stands, what else belongs to it, how it is mended.

    `methods` are those of `fix --method` that mend it. A rule leaves `rule` empty: the engine puts
    it in. It gives a `severity` only where a finding weighs less than the rule's own.
    """

    message: str
    place: Place
    also: tuple[Also, ...] = ()
    methods: tuple[str, ...] = ()
    fix: Fix | None = None
    rule: str = ""
    severity: Severity = "error"
