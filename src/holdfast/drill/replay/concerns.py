# SPDX-License-Identifier: Apache-2.0
"""Where a slice of a site may be, and what a fault does to it."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from holdfast.prove.trace import Act, act
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.strikes import KINDS


class Belief(NamedTuple):
    """A slice's model, and the states in which the daemons may be."""

    model: Vrrp
    states: Sequence[State]


def struck(belief: Belief, one: Act) -> Iterator[State]:
    """Each state right after the fault, where it can happen; one that it does not touch stays."""
    model = belief.model
    touched = concerns(model, one)
    for state in belief.states:
        strikes = [strike for strike in model.actions(state) if act(model, strike) == one]
        if strikes:
            yield model.next(state, strikes[0])
        elif not touched:
            yield state


def is_of(models: Collection[Vrrp], one: Act) -> bool:
    """Whether it is the boot, or a fault that can strike a site with these slices."""
    if one.fault == "boot":
        return (one.node, one.link) == (None, None)
    return one.fault in KINDS and any(concerns(model, one) for model in models)


def concerns(model: Vrrp, one: Act) -> bool:
    """Whether a fault could touch a slice at all."""
    names = {node.name for node in model.part.nodes}
    if one.fault in _BETWEEN:
        ends = (one.link or "").split(_BETWEEN[one.fault])
        return len(ends) == 2 and all(end in names for end in ends)
    node = next((node for node in model.part.nodes if node.name == one.node), None)
    if node is None:
        return False
    match one.fault:
        case "interface-down":
            return one.link in node.interfaces
        case "check-changes":
            return one.link in [check.name for check in node.checks]
    return True


_BETWEEN = {"partition": ",", "partition-one-way": ">"}
"""What stands between the two ends of a link that is cut."""
