# SPDX-License-Identifier: Apache-2.0
"""In which state HAProxy's unit was on each node when."""

from collections.abc import Iterable, Sequence

from holdfast.drill.record import HaproxyAt, HaproxyState
from holdfast.drill.stage.stage import HAPROXY
from holdfast.lab.events import Event, NodeChanged, UnitChanged, active_state


def haproxy_states(
    events: Iterable[Event], nodes: Sequence[str], since: float
) -> tuple[HaproxyAt, ...]:
    """Each node's state at `since` and each change after it; times are relative to `since`.

    A node that never booted is off; one whose HAProxy was never started has it inactive.
    """
    began = {node: HaproxyAt(0.0, node, "off") for node in nodes}
    last, found = dict(began), list[HaproxyAt]()
    for event in events:
        match event:
            case UnitChanged(node=node, unit=unit, phase=phase) if unit == HAPROXY:
                seen: HaproxyState = active_state(phase)
            case NodeChanged(node=node, state=what):
                seen = "inactive" if what == "booted" else "off"
            case _:
                continue
        state = HaproxyAt(max(0.0, round(event.ms - since, 1)), node, seen)
        if state.ms == 0.0:
            began[state.node] = state
        elif state.state != last[state.node].state:
            found.append(state)
        last[state.node] = state
    return (*began.values(), *found)
