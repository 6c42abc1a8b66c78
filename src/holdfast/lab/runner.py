# SPDX-License-Identifier: Apache-2.0
"""Carries out steps in a lab (`model.steps`; live hosts have a runner of their own)."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from holdfast.lab.deadlines import GATE_LOOK_MS
from holdfast.lab.deeds import failed
from holdfast.lab.errors import DeadlinePassed
from holdfast.lab.gates import missed
from holdfast.lab.lab import Lab, now_ms
from holdfast.model.steps import Act, Gate, Owned, Step

Tell = Callable[[str], object]
"""Told what is being done, and what is still waited for, in a few words."""


class Stopped(Struct, frozen=True):
    """A step could not be done, or a gate did not hold in time: `why`, in one line.

    What was done before is undone again, unless it was `committed`.
    """

    step: Step
    why: str
    committed: bool


def carry_out(lab: Lab, steps: Sequence[Step], tell: Tell) -> Stopped | None:
    """Do the steps one after the other; None where all were done and all gates held."""
    undo: list[Act] = []
    committed = False
    for step in steps:
        tell(step.says)
        undo[:0] = step.undo
        why = _done(lab, step.acts) or _held(lab, step.gates, tell)
        if why is not None:
            tell("back to what was before")
            _undo(lab, undo, tell)
            return Stopped(step, why, committed)
        if step.commits:
            committed = True
            undo.clear()
    return None


def _done(lab: Lab, acts: Sequence[Act]) -> str | None:
    """Do all acts, up to the first that fails: why it did."""
    return next((why for act in acts if (why := failed(lab, act)) is not None), None)


def _undo(lab: Lab, acts: Sequence[Act], tell: Tell) -> None:
    """Do all acts, whatever comes of one: the others are to be done all the same."""
    for act in acts:
        why = failed(lab, act)
        if why is not None:
            tell(why)


def _held(lab: Lab, gates: Sequence[Gate], tell: Tell) -> str | None:
    """Wait for every gate: why the first that does not hold in time does not."""
    for gate in gates:
        look = _Look(lab, gate, tell)
        try:
            lab.eventually(look, within=gate.within_ms + _for_ms(gate), what=look.why)
        except DeadlinePassed:
            return look.why
    return None


def _for_ms(gate: Gate) -> float:
    return gate.for_ms if isinstance(gate, Owned) else 0.0


class _Look:
    """A probe for a gate that looks every GATE_LOOK_MS, and tells why it does not hold yet."""

    def __init__(self, lab: Lab, gate: Gate, tell: Tell) -> None:
        self.why = ""
        self._lab = lab
        self._gate = gate
        self._tell = tell
        self._next_ms = 0.0
        self._since_ms: float | None = None

    def __call__(self) -> bool:
        if now_ms() < self._next_ms:
            return False
        why = missed(self._lab, self._gate)
        if why not in (None, self.why):
            self.why = str(why)
            self._tell(self.why)
        self._next_ms = now_ms() + GATE_LOOK_MS
        if why is not None:
            self._since_ms = None
            return False
        if self._since_ms is None:
            self._since_ms = now_ms()
        return now_ms() - self._since_ms >= _for_ms(self._gate)
