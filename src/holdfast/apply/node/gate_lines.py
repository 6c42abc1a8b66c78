# SPDX-License-Identifier: Apache-2.0
"""Gates as the program on a node reads them: each node looks at what it can see itself."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from holdfast.model import steps
from holdfast.model.address import Address
from holdfast.model.relay import TABLE
from holdfast.model.unit import HAPROXY

Line = tuple[str, ...]
"""Within, and how long it has to hold (hundredths of a second); what; its fields."""


def gate_nodes(gate: steps.Gate) -> tuple[str, ...]:
    """The nodes that look, in this order."""
    match gate:
        case steps.Owned(at, others):
            return tuple(dict.fromkeys((at.node, *(place.node for place in others))))
        case _:
            return (gate.node,)


def gate_lines(node: str, gate: steps.Gate) -> Iterator[Line]:
    """What a node has to see of a gate; nothing where it is none of its own."""
    lasts = gate.for_ms if isinstance(gate, steps.Owned) else 0.0
    for words in _words(node, gate):
        yield _hundredths(gate.within_ms), _hundredths(lasts), *words


def _words(node: str, gate: steps.Gate) -> Iterator[Line]:
    if node not in gate_nodes(gate):
        return
    match gate:
        case steps.Serves(_, services, sockets):
            yield "active", HAPROXY
            yield from (("listens", str(one.vip), str(one.port)) for one in services)
            yield from (("answers", path) for path in sockets)
        case steps.Hears(_, peer, sets):
            yield from (("hears", family, TABLE, name, peer) for family, name in sets)
        case steps.Owned(at, others):
            yield from (_placed("owns", at) for _ in (at,) if at.node == node)
            yield from (_placed("lacks", place) for place in others if place.node == node)
        case steps.Drained(_, vips):
            yield "drained", filter_of(vips)
        case steps.Accepted(_, _, command, environment):
            yield "accepted", *(f"{name}={value}" for name, value in environment), *command
        case steps.Active(_, unit):
            yield "active", unit
        case steps.InState(_, instance, state):
            yield "state", instance, state
        case _:
            assert_never(gate)


def filter_of(vips: Iterable[Address]) -> str:
    """The connections of clients to these, as a filter of ss(8)."""
    return " or ".join(f"src {_bracketed(str(vip))}" for vip in vips)


def _placed(word: str, place: steps.Placed) -> Line:
    return word, str(place.vip), place.interface


def _hundredths(ms: float) -> str:
    return str(round(ms / 10))


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
