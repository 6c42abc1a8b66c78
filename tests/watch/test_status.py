# SPDX-License-Identifier: Apache-2.0
"""What status tells, on a terminal and as JSON."""

import json
from collections.abc import Mapping
from io import StringIO

from msgspec.structs import replace
from rich.console import Console
from tests.watch.running import NOON, VIP, pair, state, well

from holdfast.model.json_version import VERSION
from holdfast.model.look import DaemonSeen, Look, RelaySeen, Unread
from holdfast.model.relay import Relayed
from holdfast.prove.bounds import NEVER
from holdfast.prove.now import Consequence, Effect, Unknown
from holdfast.prove.trace import Act
from holdfast.report.status.outcome import outcomes
from holdfast.report.status.status import Status, status, status_json
from holdfast.report.status.text import status_text

SITE, KNOWN = pair()
WELL = well(KNOWN)
ONE, BOTH = ("lb1",), ("lb1", "lb2")


def told(looks: Mapping[str, Look | Unread] = WELL, why: str = "lb2 was not read") -> Status:
    return status(SITE, KNOWN, state(SITE, KNOWN, looks), Unknown(why), NOON)


def lines(of: Status, width: int = 80) -> list[str]:
    out = StringIO()
    Console(file=out, width=width, highlight=False).print(status_text(of))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def consequence(says: str, after: tuple[tuple[str, ...], ...], ms: float) -> Consequence:
    return Consequence(Act("x"), says, (Effect((VIP,), ONE, after, ms),))


def test_one_screen() -> None:
    looks: dict[str, Look | Unread] = {**WELL, "lb2": Unread("no answer within 20 s")}

    assert lines(told(looks)) == [
        "pair-fixed at 2027-01-15T08:00:00+00:00: not all could be read",
        "",
        "VIP           group  owner",
        "172.22.21.36  VI_01  lb1",
        "",
        "node  HAProxy            keepalived  state               priority",
        "lb1   serves, 2.0 hours  VI_01       MASTER, 60 minutes  101",
        "lb2   not read",
        "",
        "What is wrong",
        "  lb2: no answer within 20 s",
        "",
        "If one thing more breaks",
        "  not known: lb2 was not read",
    ]


def test_it_fits_a_narrow_terminal() -> None:
    assert max(map(len, lines(told(), width=40))) <= 40


def test_what_is_not_as_it_should_be_on_a_node() -> None:
    seen = WELL["lb2"]
    assert seen.instances is not None
    lowered = replace(seen.instances["VI_01"], priority=80, since_s=2.5)
    down = replace(
        seen,
        haproxy=DaemonSeen("failed", "failed"),
        instances={"VI_01": lowered},
        relay=RelaySeen(Relayed(41, 3, 0)),
    )

    found = lines(told({**WELL, "lb2": down}))

    assert "lb2   failed             VI_01       BACKUP, 2.5 s       80 of 100" in found
    assert "  relay: lb2 41 packets, 3 connections lent" in found


def test_no_character_that_a_terminal_obeys_comes_through() -> None:
    evil = Unread("\x1b[2Jgone\x07\u202e")

    assert "\x1b" not in "".join(lines(told({**WELL, "lb2": evil}, "\x1b[31m")))


def test_json_has_the_fields_that_are_promised() -> None:
    found = json.loads(status_json(told()))

    assert (found["version"], found["health"], found["problems"]) == (VERSION, "well", [])
    assert found["vips"] == [{"vip": VIP, "group": "VI_01", "owners": ["lb1"], "unread": []}]
    assert found["nodes"][0]["instances"] == [
        {
            "name": "VI_01",
            "state": "MASTER",
            "priority": 101,
            "base_priority": 101,
            "since_s": 3600.0,
            "received": 12,
            "errors": 2,
        }
    ]


def test_faults_that_come_to_the_same_are_told_together_the_worst_first() -> None:
    found = outcomes(
        [
            consequence("a", (ONE,), 0.0),
            consequence("b", (("lb2",),), 600.0),
            consequence("c", (("lb2",),), 3600.0),
            consequence("d", (BOTH,), 0.0),
            consequence("e", ((),), NEVER),
            consequence("f", (ONE,), 500.0),
            consequence("g", (("lb2",), ("lb3",)), 0.0),
        ]
    )

    assert [(one.how, one.says, one.outage_ms, one.faults) for one in found] == [
        ("outage", f"nobody answers on {VIP}", None, ("e",)),
        ("two owners", f"lb1 and lb2 own {VIP} at once", 0.0, ("d",)),
        ("moves", f"{VIP} moves to lb2, no answer for up to 3.6 s", 3600.0, ("b", "c")),
        ("moves", f"{VIP} moves to lb2 or lb3, without a gap", 0.0, ("g",)),
        ("interrupted", f"{VIP} stays where it is, no answer for up to 500 ms", 500.0, ("f",)),
        ("nothing", "nothing changes", 0.0, ("a",)),
    ]
