# SPDX-License-Identifier: Apache-2.0
"""How long a node kept a VIP although HAProxy was dead on it. Pure."""

from collections.abc import Iterator, Sequence

from holdfast.drill.record import HaproxyAt, OwnersAt

_ALIVE = ("active", "reloading")


def kept_while_dead_ms(
    steps: Sequence[OwnersAt], states: Sequence[HaproxyAt], node: str, until: float
) -> float:
    """The longest such spell of one VIP, in milliseconds; all times count from one moment."""
    own = [state for state in states if state.node == node]
    longest, began = 0.0, None
    for ms, dead_owner in _together(steps, own, node, until):
        if began is not None:
            longest = max(longest, ms - began)
        if not dead_owner:
            began = None
        elif began is None:
            began = ms
    return longest


def _together(
    steps: Sequence[OwnersAt], states: Sequence[HaproxyAt], node: str, until: float
) -> Iterator[tuple[float, bool]]:
    """At each moment of a change, whether the node has the VIP and a dead HAProxy."""
    moments = sorted({*(s.ms for s in steps), *(s.ms for s in states)} | {until})
    for ms in moments:
        owners = [s.owners for s in steps if s.ms <= ms]
        state = [s.state for s in states if s.ms <= ms]
        yield ms, bool(owners and state) and node in owners[-1] and state[-1] not in _ALIVE
