# SPDX-License-Identifier: Apache-2.0
"""Who owned which VIP when, from the addresses that came and went."""

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from holdfast.drill.record import OwnersAt
from holdfast.lab.events import AddressChanged, Event, NodeChanged


class Watched(Struct, frozen=True):
    """A VIP of a group, and on which interface each node has it while it owns it.

    `card` is the client's interface on its wire, where the address alone does not say which: that
    of a link-local one. Such a one of IPv6 is there for VRRP itself (RFC 9568, 5.2.9) and nobody
    has to serve it: it is `vrrps_own`.
    """

    group: str
    vip: str
    interfaces: dict[str, str]
    advert_ms: float
    card: str = ""
    vrrps_own: bool = False


def owners(events: Iterable[Event], watched: Watched, since: float) -> tuple[OwnersAt, ...]:
    """The owners at `since` and at each change after it; times are relative to `since`."""
    present: set[str] = set()
    found = [OwnersAt(0.0, watched.group, watched.vip, ())]
    for event in events:
        if not _applies(event, watched, present):
            continue
        step = OwnersAt(
            max(0.0, round(event.ms - since, 1)), watched.group, watched.vip, (*sorted(present),)
        )
        if step.ms == 0.0:
            found[0] = step
        elif step.owners != found[-1].owners:
            found.append(step)
    return tuple(found)


def _applies(event: Event, watched: Watched, present: set[str]) -> bool:
    """Note what an event changes in who has the VIP; False where it changes nothing."""
    match event:
        case AddressChanged(node=node, interface=interface, address=address, present=here):
            mine = watched.interfaces.get(node) == interface
            if not mine or address.partition("/")[0] != watched.vip:
                return False
            (present.add if here else present.discard)(node)
            return True
        case NodeChanged(node=node, state="off" | "died"):
            present.discard(node)
            return True
        case _:
            return False


def among(steps: Iterable[OwnersAt], nodes: Collection[str]) -> tuple[OwnersAt, ...]:
    """The same, as if only these nodes were there."""
    return tuple(replace(s, owners=tuple(n for n in s.owners if n in nodes)) for s in steps)


def moves(steps: Sequence[OwnersAt]) -> int:
    """How often a node came to own the VIP after the first of these steps."""
    return sum(bool(set(new.owners) - set(old.owners)) for old, new in pairwise(steps))


def spells(steps: tuple[OwnersAt, ...], until: float) -> tuple[float, ...]:
    """How long each spell with more than one owner lasted, in milliseconds."""
    ends = [step.ms for step in steps[1:]] + [until]
    found: list[float] = []
    running = False
    for step, end in zip(steps, ends, strict=True):
        length = end - step.ms
        if len(step.owners) < 2:
            running = False
        elif running:
            found[-1] += length
        else:
            found.append(length)
            running = True
    return tuple(found)
