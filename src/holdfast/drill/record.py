# SPDX-License-Identifier: Apache-2.0
"""What one fault did: the figures and the verdict."""

from typing import Literal

from msgspec import Struct

Verdict = Literal["held", "broken", "unknown"]


class OwnersAt(Struct, frozen=True):
    """From `ms` on, counted from the fault, these nodes had the VIP on the group's interface."""

    ms: float
    group: str
    vip: str
    owners: tuple[str, ...]


class Record(Struct, frozen=True):
    """A fault, or one phase of it, on a node (None: on all of them).

    `haproxy_running` is as it was at the end. `outage_ms` is the longest time between two answered
    requests, None where none was answered again. `two_owners_ms` is the sum over all VIPs.
    """

    fault: str
    node: str | None
    phase: str
    haproxy_running: dict[str, bool]
    owners: tuple[OwnersAt, ...]
    requests: int
    failed: int
    outage_ms: float | None
    downloads_broken: int
    two_owners_ms: float
    verdict: Verdict
    why: str


class Drilled(Struct, frozen=True):
    """All that a drill of a site has to say."""

    site: str
    substitutions: tuple[str, ...]
    control: Record
    drills: tuple[Record, ...]
