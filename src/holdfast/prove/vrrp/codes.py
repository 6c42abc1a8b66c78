# SPDX-License-Identifier: Apache-2.0
"""How a state is packed: small integers, so that a million of them fit and are quick to compare."""

from typing import NamedTuple

# HAProxy on a node. BOOTS is the first start since the boot, where a tracked file tells it apart.
RUNS, STARTS, GAVE_UP, HANGS, GONE, OFF, INACTIVE, BOOTS = range(8)
HAPROXY = ("running", "starting", "start-limit", "hung", "gone", "off", "inactive", "starting")

# keepalived on a node.
ALIVE, STOPPED, KILLED, DOWN, RESTARTS = range(5)
KEEPALIVED = ("running", "stopped", "killed", "off", "restarting")

# An instance. Those from BACKUP on are backups whose timer runs; the low bits of LOST, SKEW and
# DELAY are the number of the node that they listened to.
(
    NONE,
    FAULT,
    WAITING,
    MASTER,
    TAKEN,
    LEFT,
    HELD,
    WANTS,
    FRESH,
    STARTING,
    CLAIMING,
) = range(11)
LOST, SKEW, DELAY = 16, 32, 48
DEMOTED = 64
"""Of an address owner that gave 255 up."""
PUT_OFF = 128
"""Of a backup whose priority changed while its timer ran, which put the end off."""
ROLE = 63
MOST_NODES = 16


class State(NamedTuple):
    """A state of a slice.

    `nodes`: each node packed (pack). `roles`: each instance, group by group. `lost`: the pairs of
    nodes, sender times number of nodes plus receiver, between which packets are lost, as bits;
    above them, in the same order, those whose sender has forgotten the receiver's hardware
    address. `pending`: what will happen by itself, as event numbers in the order in which its time
    began to run, with a 0 between times that did not begin together; empty in a settled state.
    """

    nodes: tuple[int, ...]
    roles: bytes
    lost: int
    pending: tuple[int, ...]


_KEEPALIVED_AT, _DOWN_AT, _CHECKS_AT = 3, 6, 16
MOST_INTERFACES = _CHECKS_AT - _DOWN_AT
MOST_CHECKS = 64
"""An event's detail has eight bits, two of them for the verdict."""

FAILING, SUCCEEDING, UNKNOWN = range(3)
"""What keepalived knows of a check."""


class Packed(NamedTuple):
    """A node: `down` has the interfaces that are down as bits, `known` each check's verdict."""

    haproxy: int
    keepalived: int
    down: int
    known: tuple[int, ...]


def pack(node: Packed) -> int:
    """A node as one number."""
    number = node.haproxy | node.keepalived << _KEEPALIVED_AT | node.down << _DOWN_AT
    for index, verdict in enumerate(node.known):
        number |= verdict << (_CHECKS_AT + 2 * index)
    return number


def unpack(number: int, checks: int) -> Packed:
    """A node with so many checks from its number."""
    return Packed(
        number & 7,
        number >> _KEEPALIVED_AT & 7,
        number >> _DOWN_AT & (1 << MOST_INTERFACES) - 1,
        tuple(number >> (_CHECKS_AT + 2 * index) & 3 for index in range(checks)),
    )


def is_master(role: int) -> bool:
    """Whether the instance claims the VIP."""
    return role & ROLE in (MASTER, TAKEN)


def is_backup(role: int) -> bool:
    """Whether the instance is BACKUP, whatever its timer does."""
    return role & ROLE >= HELD


STATES = {NONE: "INIT", FAULT: "FAULT", WAITING: "FAULT", MASTER: "MASTER", TAKEN: "MASTER"}
"""keepalived's own words; all others are BACKUP, but for LEFT, where nobody is there to say it."""


def state_name(role: int) -> str:
    """The state that keepalived would log."""
    if role == LEFT:
        return "INIT"
    return STATES.get(role & ROLE, "BACKUP")


class Event(NamedTuple):
    """What happens by itself. `place`: a node, or group times number of nodes plus node."""

    kind: int
    place: int
    detail: int


STARTED, GIVES_UP, REVIVED, VERDICT, EXPIRES, HEARS, FORGETS = range(1, 8)


def number(kind: int, place: int, detail: int = 0) -> int:
    """An event as one number, never 0."""
    return kind << 20 | place << 8 | detail


def event(number: int) -> Event:
    """An event from its number."""
    return Event(number >> 20, number >> 8 & 0xFFF, number & 0xFF)
