# SPDX-License-Identifier: Apache-2.0
"""What a fault asks for beyond what every one does: claims about the owners of a VIP over time."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from holdfast.drill.record import OwnersAt
from holdfast.drill.verdict import Claim


class Demand(NamedTuple):
    """`missed` says how the claim does not hold for a VIP, None where it does.

    It is given the owners of one VIP from the strike on, and when the fault had passed, in ms.
    """

    claim: Claim
    missed: Callable[[Sequence[OwnersAt], float], str | None]


def stays(although: str) -> Demand:
    """The VIP has no other owner than at first, at no time."""
    return Demand("no-needless-move", partial(_moved, although=although))


def never_leaves(although: str) -> Demand:
    """The VIP has the owner that it had at first, all the time."""
    return Demand("no-needless-move", partial(_left, although=although))


def comes_back(node: str, returning: Collection[str]) -> Demand:
    """What the node owned at first it takes once, after the fault has passed, or leaves it alone.

    It takes the VIPs in `returning`, and no other.
    """
    return Demand("returns-as-configured", partial(_returned, node=node, returning=returning))


def goes_there_and_back() -> Demand:
    """The VIP goes to another owner and back, once each."""
    return Demand("moves-as-told", _not_there_and_back)


def goes_to(node: str, vips: Collection[str]) -> Demand:
    """Each of these VIPs goes to a node, at once and for good; one that is there stays."""
    return Demand("moves-as-told", partial(_not_to, node=node, vips=vips))


def never_orphaned(limit_ms: float) -> Demand:
    """At no time is the VIP without an owner for longer than that."""
    return Demand("some-owner", partial(_orphaned, limit_ms=limit_ms))


def _moved(steps: Sequence[OwnersAt], _passed_ms: float, although: str) -> str | None:
    others = _others(steps)
    return f"{steps[0].vip} moved to {' and '.join(others)} although {although}" if others else None


def _left(steps: Sequence[OwnersAt], passed_ms: float, although: str) -> str | None:
    moved = _moved(steps, passed_ms, although)
    if moved is None and any(not step.owners for step in steps):
        return f"{steps[0].vip} had no owner for a time although {although}"
    return moved


def _others(steps: Sequence[OwnersAt]) -> dict[str, None]:
    """The nodes that came to own a VIP."""
    return dict.fromkeys(n for step in steps for n in step.owners if n not in steps[0].owners)


def _returned(
    steps: Sequence[OwnersAt], passed_ms: float, node: str, returning: Collection[str]
) -> str | None:
    vip = steps[0].vip
    if steps[0].owners != (node,):
        return None
    before = [step for step in steps if step.ms <= passed_ms]
    ways = _owners_in_turn([before[-1], *(step for step in steps if step.ms > passed_ms)])
    if vip not in returning:
        left = len(ways) > 1
        return f"{vip} left {ways[0]} although {node} is not to take it back" if left else None
    if not ways or ways[-1] != node:
        return f"{vip} did not come back to {node}, which has the better priority and may preempt"
    if len(ways) > 2:
        return f"{vip} moved {len(ways) - 1} times after {node} was back: {' → '.join(ways)}"
    return None


def _not_there_and_back(steps: Sequence[OwnersAt], _passed_ms: float) -> str | None:
    ways = _owners_in_turn(steps)
    if len(ways) == 3 and ways[0] == ways[2]:
        return None
    return f"{steps[0].vip} did not go there and back: {' → '.join(ways) or 'no owner'}"


def _not_to(
    steps: Sequence[OwnersAt], _passed_ms: float, node: str, vips: Collection[str]
) -> str | None:
    ways = _owners_in_turn(steps)
    if steps[0].vip not in vips or (ways[-1:] == [node] and len(ways) <= 2):
        return None
    return f"{steps[0].vip} did not go to {node}: {' → '.join(ways) or 'no owner'}"


def _orphaned(steps: Sequence[OwnersAt], _passed_ms: float, limit_ms: float) -> str | None:
    spells = (after.ms - step.ms for step, after in pairwise(steps) if not step.owners)
    longest = max(spells, default=0.0)
    if longest <= limit_ms:
        return None
    return f"{steps[0].vip} had no owner for {longest:.0f} ms, longer than {limit_ms:.0f} ms"


def _owners_in_turn(steps: Sequence[OwnersAt]) -> list[str]:
    """Who had the VIP for itself, one after the other."""
    alone = [step.owners[0] for step in steps if len(step.owners) == 1]
    return [node for i, node in enumerate(alone) if i == 0 or node != alone[i - 1]]
