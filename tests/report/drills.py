# SPDX-License-Identifier: Apache-2.0
"""Drills as records, without a lab."""

from msgspec.structs import replace

from holdfast.drill.record import Asked, Drilled, HaproxyAt, OwnersAt, Record, Timeline
from holdfast.drill.verdict import CLAIMS

VIP = "172.22.21.36"
GROUP = "VI_01"


def moved(old: str = "lb1", new: str = "lb2") -> Timeline:
    """A VIP that leaves a node 12.5 ms after the fault and is at another 14 ms later."""
    return Timeline(
        from_ms=-300.0,
        until_ms=2700.0,
        judged_ms=1600.0,
        undone_ms=1850.5,
        gap=(1.2, 40.7),
        owners=(
            OwnersAt(-300.0, GROUP, VIP, (old,)),
            OwnersAt(12.5, GROUP, VIP, ()),
            OwnersAt(26.5, GROUP, VIP, (new,)),
            OwnersAt(2300.0, GROUP, VIP, (old, new)),
            OwnersAt(2301.3, GROUP, VIP, (old,)),
        ),
        haproxy=(
            HaproxyAt(-300.0, old, "active"),
            HaproxyAt(-300.0, new, "active"),
            HaproxyAt(0.4, old, "failed"),
            HaproxyAt(1851.0, old, "activating"),
            HaproxyAt(1990.0, old, "active"),
        ),
        requests=(
            Asked(VIP, 10.0, (9,) * 30 + (0,) * 4 + (9,) * 266, (0,) * 31 + (1,) + (0,) * 268),
        ),
    )


def record(fault: str = "haproxy-gone", **changed: object) -> Record:
    held = Record(
        fault=fault,
        node="lb1",
        phase="",
        haproxy_running={"lb1": False, "lb2": True},
        owners=tuple(step for step in moved().owners if 0 <= step.ms <= 1600),
        requests=1405,
        failed=1,
        outage_ms=39.5,
        downloads=2,
        downloads_broken=1,
        two_owners_ms=0.0,
        verdict="held",
        why="",
        claims=dict.fromkeys(CLAIMS, "held"),
        timeline=moved(),
    )
    return replace(held, **changed)


CONTROL = record(
    "control",
    node=None,
    outage_ms=4.5,
    failed=0,
    timeline=replace(moved(), undone_ms=None, owners=moved().owners[:1], gap=(100.0, 104.5)),
)
DEAD = record(
    "node-power",
    outage_ms=None,
    failed=812,
    verdict="broken",
    why=f"requests to {VIP} are not answered",
    claims={**dict.fromkeys(CLAIMS, "held"), "owner-serves": "broken"},
    timeline=replace(moved(), gap=(0.2, 1600.0)),
)
DRILLED = Drilled(
    site="berlin",
    began="2026-11-23T09:44:19+00:00",
    versions={"holdfast": "0.1.0", "haproxy": "2.6.12-1+deb12u4", "kernel": "6.18.44"},
    substitutions=("one server answers as every backend",),
    control=CONTROL,
    drills=(record(), DEAD),
    command=(
        "holdfast",
        "drill",
        "sites/berlin one",
        "--fault",
        "haproxy-gone",
        "--fault=node-power",
    ),
)
