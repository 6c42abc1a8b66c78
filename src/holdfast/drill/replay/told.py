# SPDX-License-Identifier: Apache-2.0
"""What was seen and what happened in a lab, in words, with times from the strike."""

from holdfast.drill.replay.look import At
from holdfast.lab.events import (
    AddressChanged,
    BootProblem,
    Event,
    LogLine,
    NodeChanged,
    UnitChanged,
)


def told_at(at: At) -> str:
    """In words."""
    running = ", ".join(sorted(at.look.running)) or "nowhere"
    instances = ", ".join(
        f"{node} {name} {seen.state}{' owns' if seen.owns else ''}"
        for (node, name), seen in at.look.instances
    )
    return f"{at.ms:.0f} ms: HAProxy {running}; {instances}"


def told_event(event: Event, since_ms: float) -> str:
    """In words, with its time from then on."""
    match event:
        case LogLine(node=node, unit=unit, text=text):
            what = f"{node} {unit}: {text}"
        case UnitChanged(node=node, unit=unit, phase=phase, result=result):
            what = f"{node} {unit} {phase} ({result})"
        case AddressChanged(node=node, interface=on, address=address, present=present):
            what = f"{node} {'+' if present else '-'}{address} {on}"
        case NodeChanged(node=node, state=state):
            what = f"{node} {state}"
        case BootProblem(node=node, text=text):
            what = f"{node} {text}"
    return f"{event.ms - since_ms:.0f} ms: {what}"
