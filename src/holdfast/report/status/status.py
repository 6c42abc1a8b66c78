# SPDX-License-Identifier: Apache-2.0
"""What status and watch tell, as one value: the screen, the page and JSON all show this.

docs/watch.md names every field.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec
from msgspec import Struct

from holdfast.model.json_version import VERSION
from holdfast.model.look import Look, Unread
from holdfast.model.site import Site
from holdfast.prove.now import Consequence, Unknown
from holdfast.report.every_text import every_text
from holdfast.report.status.outcome import Next, outcomes
from holdfast.text.printable import printable
from holdfast.watch.drift import Drift
from holdfast.watch.expected import Expected
from holdfast.watch.problems import Problem, problems
from holdfast.watch.state import NodeState, SiteState, VipState, serves

Health = Literal["well", "wrong", "unread"]


class Instance(Struct, frozen=True):
    """A VRRP instance of a node; None where keepalived did not tell. `errors` are advertisements
    that were received and thrown away."""

    name: str
    state: str
    priority: int | None
    base_priority: int | None
    since_s: float | None
    received: int | None
    errors: int | None


class Relay(Struct, frozen=True):
    """Packets handed on, new connections among them, and those long after HAProxy died here;
    `hears` are the peers whose heartbeat is heard."""

    relayed: int
    lent: int
    overdue: int
    hears: tuple[str, ...]


class Node(Struct, frozen=True):
    """A node as it was at `at`; where it could not be read `unread` says why, and the rest is as
    if it told nothing."""

    name: str
    at: str
    unread: str | None
    haproxy: str = ""
    haproxy_serves: bool = False
    haproxy_since_s: float | None = None
    connections: int | None = None
    keepalived: str = ""
    instances: tuple[Instance, ...] = ()
    no_dump: str = ""
    relay: Relay | None = None
    drift: tuple[Drift, ...] = ()


class Status(Struct, frozen=True):
    """`next` is what one more fault would do; `next_unknown` why that cannot be said."""

    version: int
    site: str
    at: str
    health: Health
    vips: tuple[VipState, ...]
    nodes: tuple[Node, ...]
    problems: tuple[Problem, ...]
    next: tuple[Next, ...] = ()
    next_unknown: str = ""


def status(
    site: Site,
    known: Mapping[str, Expected],
    state: SiteState,
    following: Sequence[Consequence] | Unknown,
    at: float,
) -> Status:
    """All of it, with no character in it that a terminal or a page would obey."""
    wrong = problems(site, known, state)
    unknown = following.why if isinstance(following, Unknown) else ""
    told = () if isinstance(following, Unknown) else tuple(outcomes(following))
    return every_text(
        Status(
            VERSION,
            state.site,
            _time(at),
            _health(wrong),
            state.vips,
            tuple(_node(site, known[node.name], node) for node in state.nodes),
            wrong,
            told,
            unknown,
        ),
        printable,
    )


def status_json(told: Status) -> bytes:
    """As JSON."""
    return msgspec.json.encode(told)


def _health(found: Sequence[Problem]) -> Health:
    if any(not problem.unread for problem in found):
        return "wrong"
    return "unread" if found else "well"


def _node(site: Site, known: Expected, state: NodeState) -> Node:
    look = state.look
    at = _time(state.at)
    if isinstance(look, Unread):
        return Node(state.name, at, look.why)
    node = next(node for node in site.nodes if node.name == state.name)
    answered = [answer.connections for answer in look.answers if answer.version]
    return Node(
        state.name,
        at,
        None,
        haproxy=look.haproxy.active,
        haproxy_serves=serves(node, known, look),
        haproxy_since_s=look.haproxy.since_s,
        connections=sum(answered) if answered else None,
        keepalived=look.keepalived.active,
        instances=tuple(_instances(look)),
        no_dump=look.no_dump,
        relay=_relay(known, look),
        drift=state.drift,
    )


def _instances(look: Look) -> Iterator[Instance]:
    for name, seen in (look.instances or {}).items():
        yield Instance(
            name,
            seen.state,
            seen.priority,
            seen.base_priority,
            seen.since_s,
            seen.received,
            sum(seen.errors.values()) if seen.received is not None else None,
        )


def _relay(known: Expected, look: Look) -> Relay | None:
    if look.relay is None:
        return None
    hears = dict.fromkeys(known.peers[one] for one in look.relay.hears if one in known.peers)
    counted = look.relay.counted
    return Relay(counted.relayed, counted.lent, counted.overdue, tuple(hears))


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
