# SPDX-License-Identifier: Apache-2.0
"""A drill on a terminal."""

from msgspec.structs import replace
from rich.console import Console
from tests.report.drills import DRILLED, record

from holdfast.drill.record import Needless
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
