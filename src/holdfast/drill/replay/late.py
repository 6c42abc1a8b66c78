# SPDX-License-Identifier: Apache-2.0
"""How much later than the model allows a lab's machine let programs start."""

from collections.abc import Iterable

from holdfast.drill.stage.stage import HAPROXY, KEEPALIVED
from holdfast.lab.events import Event, NodeChanged, UnitChanged
from holdfast.prove.vrrp.allowances import HAPROXY_START_MS, KEEPALIVED_START_MS

_ALLOWED = {HAPROXY: HAPROXY_START_MS, KEEPALIVED: KEEPALIVED_START_MS}


def slow_start_ms(events: Iterable[Event]) -> float:
    """By how much the slowest start of a daemon took longer than it is allowed; 0 for none.

    A start begins with its first program, or with the boot, and ends in another phase than those of
    starting, however it ends.
    """
    began: dict[tuple[str, str], float] = {}
    worst = 0.0
    for event in events:
        match event:
            case NodeChanged(ms, node, "booted"):
                began |= {(node, unit): ms for unit in _ALLOWED}
            case NodeChanged(_, node):
                began = {key: ms for key, ms in began.items() if key[0] != node}
            case UnitChanged(ms, node, unit, "start-pre" | "start" | "start-post"):
                began.setdefault((node, unit), ms)
            case UnitChanged(ms, node, unit) if unit in _ALLOWED:
                start = began.pop((node, unit), ms)
                worst = max(worst, ms - start - _ALLOWED[unit])
            case _:
                pass
    return worst
