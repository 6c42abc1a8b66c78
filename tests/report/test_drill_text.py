# SPDX-License-Identifier: Apache-2.0
"""A drill on a terminal."""

from msgspec.structs import replace
from rich.console import Console
from tests.report.drills import DRILLED, VIP, record

from holdfast.drill.record import Needless, OwnersAt
from holdfast.report.drill_text import drill_text


def test_needless_moves_stand_beside_what_chance_makes() -> None:
    stalls = (
        record("node-stall", phase="0.9 x", needless_moves=Needless(1, 0.6391)),
        record("advert-loss", node=None, phase="30 %", needless_moves=Needless(14, 15.12)),
        record("boot"),
    )
    console = Console(width=80)
    with console.capture() as told:
        console.print(drill_text(replace(DRILLED, drills=stalls)))
    assert [line for line in told.get().splitlines() if "needless" in line] == [
        "node-stall lb1 0.9 x: 1 needless move, 0.64 to expect by chance",
        "advert-loss 30 %: 14 needless moves, 15 to expect by chance",
    ]


def test_80_columns_have_the_verdict_whatever_a_fault_is_called() -> None:
    long = record("double-fault", phase="back, haproxy gone elsewhere", verdict="unknown")
    console = Console(width=80)
    with console.capture() as told:
        console.print(drill_text(replace(DRILLED, drills=(long, record("node-power")))))
    lines = told.get().splitlines()
    assert [line.split()[-1] for line in lines if "/1405" in line] == ["held", "unknown", "held"]


def test_80_columns_have_the_verdict_beside_wide_figures_and_many_owners() -> None:
    turns = ("lb1", "lb1 lb2", "lb2", "lb1 lb2", "lb1")
    owners = tuple(OwnersAt(ms, "VI_01", VIP, (*o.split(),)) for ms, o in enumerate(turns))
    moved = record(
        "planned-move",
        node=None,
        phase="there and back",
        owners=owners,
        requests=16973,
        failed=392,
        outage_ms=3551.0,
        downloads=202,
        downloads_broken=100,
        two_owners_ms=1234.0,
    )
    console = Console(width=80)
    with console.capture() as told:
        console.print(drill_text(replace(DRILLED, drills=(moved,))))
    lines = [line.split() for line in told.get().splitlines()]
    assert next(line for line in lines if line[:1] == ["fault"])[-1] == "verdict"
    assert next(line for line in lines if "392/16973" in line)[-3:] == ["100/202", "1234", "held"]
