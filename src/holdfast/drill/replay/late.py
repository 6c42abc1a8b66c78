# SPDX-License-Identifier: Apache-2.0
"""How much later than the model allows a lab's machine let programs start."""

from collections import defaultdict
from collections.abc import Iterable

from holdfast.drill.stage.stage import HAPROXY, KEEPALIVED
from holdfast.lab.events import Event, NodeChanged, UnitChanged
from holdfast.prove.vrrp.allowances import HAPROXY_START_MS, KEEPALIVED_START_MS

_ALLOWED = {HAPROXY: HAPROXY_START_MS, KEEPALIVED: KEEPALIVED_START_MS}


def slow_start_ms(events: Iterable[Event], now_ms: float) -> float:
    """By how much the starts of the slowest daemon took longer than they are allowed, together.

    A start begins with its first program, or with the boot, and ends in another phase than those of
    starting, however it ends; one that has not ended has taken until `now_ms`.
    """
    began: dict[tuple[str, str], float] = {}
    under_way: set[tuple[str, str]] = set()
    late: dict[tuple[str, str], float] = defaultdict(float)
    for event in events:
        match event:
            case NodeChanged(ms, node, "booted"):
                began |= {(node, unit): ms for unit in _ALLOWED}
            case NodeChanged(_, node):
                began = {key: ms for key, ms in began.items() if key[0] != node}
                under_way = {key for key in under_way if key[0] != node}
            case UnitChanged(unit=unit) if unit not in _ALLOWED:
                pass
            case UnitChanged(ms, node, unit, "start-pre" | "start" | "start-post"):
                began.setdefault((node, unit), ms)
                under_way.add((node, unit))
            case UnitChanged(ms, node, unit):
                under_way.discard((node, unit))
                start = began.pop((node, unit), ms)
                late[node, unit] += max(0.0, ms - start - _ALLOWED[unit])
            case _:
                pass
    for key in under_way:
        late[key] += max(0.0, now_ms - began[key] - _ALLOWED[key[1]])
    return max(late.values(), default=0.0)
