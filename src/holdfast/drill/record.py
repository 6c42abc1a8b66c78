# SPDX-License-Identifier: Apache-2.0
"""What one fault did: the figures and the verdict."""

from typing import Literal

from msgspec import Struct

from holdfast.lab.events import ActiveState
from holdfast.model.relay import Relayed

Verdict = Literal["held", "broken", "unknown"]
HaproxyState = ActiveState | Literal["off"]

NO_FAULT = "control"
"""What the run without any fault is called, where a fault's name would stand."""


class OwnersAt(Struct, frozen=True):
    """From `ms` on, counted from the fault, these nodes had the VIP on the group's interface."""

    ms: float
    group: str
    vip: str
    owners: tuple[str, ...]


class HaproxyAt(Struct, frozen=True):
    """From `ms` on HAProxy's unit on a node was in this state; `off`: the node had no power."""

    ms: float
    node: str
    state: HaproxyState


class Asked(Struct, frozen=True):
    """How many requests to a VIP ended answered, and how many failed, in one bucket of time after
    the other. The first begins with the timeline."""

    vip: str
    bucket_ms: float
    answered: tuple[int, ...]
    failed: tuple[int, ...]


class Timeline(Struct, frozen=True):
    """What was seen from `from_ms` to `until_ms`, counted in milliseconds from the fault.

    The verdict was taken at `judged_ms`; what came later is not in the figures of the record. The
    fault began to be undone at `undone_ms`, None where there was none. `gap` is where the record's
    outage began and ended, at the latest with the verdict; None where nothing was ever answered.
    """

    from_ms: float
    until_ms: float
    judged_ms: float
    undone_ms: float | None
    gap: tuple[float, float] | None
    owners: tuple[OwnersAt, ...]
    haproxy: tuple[HaproxyAt, ...]
    requests: tuple[Asked, ...]


class Needless(Struct, frozen=True):
    """How often VIPs came to a node although no owner was dead, and how often chance has it so."""

    seen: int
    expected: float


class Record(Struct, frozen=True):
    """A fault, or one phase of it, on a node (None: on all of them).

    `haproxy_running` is as it was at the end. `outage_ms` is the longest time between two answered
    requests, None where none was answered again. `downloads` are those that ended after the blow,
    `downloads_broken` of them before they were whole. `two_owners_ms` is the sum over all VIPs.
    `claims` has a verdict for each of `verdict.CLAIMS`, and for what the fault asks for besides.
    `needless_moves` is None where a fault is not about them, `relay` where no node has one.
    """

    fault: str
    node: str | None
    phase: str
    haproxy_running: dict[str, bool]
    owners: tuple[OwnersAt, ...]
    requests: int
    failed: int
    outage_ms: float | None
    downloads: int
    downloads_broken: int
    two_owners_ms: float
    verdict: Verdict
    why: str
    claims: dict[str, Verdict]
    timeline: Timeline
    needless_moves: Needless | None = None
    relay: Relayed | None = None


class Drilled(Struct, frozen=True):
    """All that a drill of a site has to say.

    `began` is the time of day in UTC (RFC 3339), `versions` those of whatever took part. `command`
    are the words that repeat it, without those that choose how it is told.
    """

    site: str
    began: str
    versions: dict[str, str]
    substitutions: tuple[str, ...]
    control: Record
    drills: tuple[Record, ...]
    command: tuple[str, ...] = ()
