# SPDX-License-Identifier: Apache-2.0
"""The steps of a planned move: what is written where, in which order, and what is refused."""

import re
from pathlib import Path

import pytest
from tests.methods.sites import CFG, INTERFACES, KEEPALIVED, site

from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.methods import relay
from holdfast.methods.method import Plan, Refused
from holdfast.methods.move import Move, move, restoring
from holdfast.model.site import Site
from holdfast.model.steps import Drained, Hears, Owned, Serves, Step, UnitJob, WriteFile
from holdfast.model.unit import KEEPALIVED as UNIT

_HAPROXY = b"""\
global
    stats socket /run/haproxy/admin.sock
frontend web
    bind 172.22.21.36:80 transparent
"""
_INSTANCE = """\
vrrp_instance VI_01 {
    interface ens18
    virtual_router_id 51
    %s
    virtual_ipaddress {
        172.22.21.36/24
    }
}
"""


def nodes(folder: Path, *statements: str) -> Site:
    """lb1, lb2 … with these statements in their instances."""
    files = {
        f"lb{number}": {
            CFG: _HAPROXY,
            KEEPALIVED: (_INSTANCE % stated).encode(),
            INTERFACES: b"iface ens18 inet static\n address 172.22.21.1%d/24\n" % number,
        }
        for number, stated in enumerate(statements, 1)
    }
    return site(folder, files.pop("lb1"), **files)


def moved(of: Site, to: str, present: Site | None = None) -> Move:
    made = move(of, present or of, (to,), 60_000)
    assert isinstance(made, Move), made
    return made


def refused(of: Site, to: str) -> str:
    made = move(of, of, (to,), 60_000)
    assert isinstance(made, Refused), made
    return made.why


def written(steps: tuple[Step, ...]) -> list[tuple[str, list[str]]]:
    """By node in turn, what its file says that decides an election."""
    words = rb"(?:priority|nopreempt|preempt_delay)[^\n]*"
    return [
        (act.node, [found.decode() for found in re.findall(words, act.data)])
        for step in steps
        for act in step.acts
        if isinstance(act, WriteFile)
    ]


PREEMPTING = ("priority 101", "priority 100")


def test_the_new_owner_outranks_the_old_one_and_keeps_that_rank(tmp_path: Path) -> None:
    pair = nodes(tmp_path, *PREEMPTING)
    made = moved(pair, "lb2")

    assert written(made.steps) == [("lb2", ["priority 102"])]
    assert written(restoring(pair, made.after)) == [("lb2", ["priority 100"])]


def test_home_again_a_node_needs_no_rank_but_its_own(tmp_path: Path) -> None:
    pair = nodes(tmp_path, *PREEMPTING)
    home = moved(pair, "lb1", moved(pair, "lb2").after)

    assert written(home.steps) == [("lb2", ["priority 100"])]
    assert restoring(pair, home.after) == ()


def test_where_nobody_preempts_every_file_is_its_own_again(tmp_path: Path) -> None:
    pair = nodes(tmp_path, "priority 101\n    nopreempt", "nopreempt\n    priority 100")
    made = moved(pair, "lb2")

    assert written(made.steps) == [
        ("lb2", ["priority 102"]),
        ("lb2", ["nopreempt", "priority 100"]),
    ]
    assert restoring(pair, made.after) == ()
    assert written(moved(pair, "lb1").steps) == [
        ("lb1", ["priority 101"]),
        ("lb1", ["priority 101", "nopreempt"]),
    ]


def test_a_delay_of_preemption_is_not_waited_for(tmp_path: Path) -> None:
    pair = nodes(tmp_path, "priority 101\n    preempt_delay 300", "priority 100")
    home = moved(pair, "lb1", moved(pair, "lb2").after)

    assert written(home.steps) == [
        ("lb1", ["priority 101"]),
        ("lb2", ["priority 100"]),
        ("lb1", ["priority 101", "preempt_delay 300"]),
    ]


def test_under_the_highest_priority_the_others_go_down(tmp_path: Path) -> None:
    three = nodes(tmp_path, "priority 254", "priority 253", "priority 252")

    assert written(moved(three, "lb2").steps) == [
        ("lb2", ["priority 254"]),
        ("lb1", ["priority 253"]),
        ("lb3", ["priority 251"]),
    ]


def test_a_priority_that_is_not_stated_is_100_and_at_equal_ones_an_owner_stays(
    tmp_path: Path,
) -> None:
    assert written(moved(nodes(tmp_path, "", ""), "lb2").steps) == [
        ("lb2", ["priority 101"]),
        ("lb2", []),
    ]


def weighted(folder: Path, statements: tuple[str, str], weights: tuple[int, int]) -> Site:
    """A pair whose instances track a check with these weights."""
    nodes(folder, *statements)
    for name, weight in zip(("lb1", "lb2"), weights, strict=True):
        file = folder / name / KEEPALIVED
        tracking = "    track_script {\n        up\n    }\n    virtual_ip"
        script = f'vrrp_script up {{\n    script "/usr/bin/true"\n    weight {weight}\n}}\n'
        file.write_text(script + file.read_text().replace("    virtual_ip", tracking))
    return load([str(folder)])


def test_weights_count(tmp_path: Path) -> None:
    pair = weighted(tmp_path, PREEMPTING, (20, 5))

    assert written(moved(pair, "lb2").steps) == [("lb2", ["priority 117"])]


def test_weights_that_reach_over_the_highest_priority_are_refused(tmp_path: Path) -> None:
    pair = weighted(tmp_path, ("priority 254", "priority 100"), (100, 5))

    assert refused(pair, "lb2") == (
        "no priority of keepalived's lets these nodes be elected: trackers with weights take more "
        "than there is between 1 and 254"
    )


def test_what_a_step_undoes_is_what_it_did(tmp_path: Path) -> None:
    pair = nodes(tmp_path, *PREEMPTING)
    first = next(step for step in moved(pair, "lb2").steps if step.acts)

    assert first.undo == (
        WriteFile("lb2", f"/{KEEPALIVED}", (tmp_path / "lb2" / KEEPALIVED).read_bytes()),
        UnitJob("lb2", "reload", UNIT),
    )


def test_nothing_is_done_before_haproxy_serves_and_nothing_undone_after_the_move(
    tmp_path: Path,
) -> None:
    serves, ranks, takes = moved(nodes(tmp_path, *PREEMPTING), "lb2").steps

    (gate,) = serves.gates
    assert isinstance(gate, Serves)
    assert (gate.node, gate.sockets) == ("lb2", ("/run/haproxy/admin.sock",))
    assert [(str(one.vip), one.port) for one in gate.services] == [("172.22.21.36", 80)]
    assert serves.acts == ()
    assert (ranks.commits, takes.commits) == (False, True)
    (owned,) = takes.gates
    assert isinstance(owned, Owned)
    assert (owned.at.node, [place.node for place in owned.others]) == ("lb2", ["lb1"])


def test_with_the_relay_the_old_owner_is_drained_last(tmp_path: Path) -> None:
    pair = nodes(tmp_path, *PREEMPTING)
    plan = relay.plan(pair)
    assert isinstance(plan, Plan)
    made = moved(reload(pair, plan.changes), "lb2")

    assert made.relayed
    assert [type(gate) for step in made.steps for gate in step.gates] == [
        Serves,
        Hears,
        Owned,
        Drained,
    ]
    heard, drained = made.steps[1].gates[0], made.steps[-1].gates[0]
    assert isinstance(heard, Hears)
    assert isinstance(drained, Drained)
    assert (heard.node, heard.peer, heard.sets) == ("lb2", "lb1", (("ip", "up1"),))
    assert (drained.node, drained.within_ms) == ("lb1", 60_000)


def test_a_group_that_is_left_alone_stays_as_it_is(tmp_path: Path) -> None:
    pair = nodes(tmp_path, *PREEMPTING)

    made = move(pair, pair, (None,), 60_000)

    assert isinstance(made, Move)
    assert written(made.steps) == []


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        (("priority 255", "priority 100"), "lb1: VI_01 has priority 255, which nothing outranks"),
        (("priority 101",), "lb2 has no instance of VI_01: it cannot own 172.22.21.36"),
    ],
)
def test_what_cannot_be_elected_is_refused(
    statements: tuple[str, ...], why: str, tmp_path: Path
) -> None:
    assert refused(nodes(tmp_path, *statements), "lb2") == why


def test_an_instance_that_a_definition_makes_is_refused(tmp_path: Path) -> None:
    pair = nodes(tmp_path, *PREEMPTING)
    file = tmp_path / "lb2" / KEEPALIVED
    file.write_text("$HEAD=vrrp_instance VI_01 {\n" + file.read_text().replace(
        "vrrp_instance VI_01 {", "$HEAD"
    ))  # fmt: skip
    pair = load([str(tmp_path)])

    assert refused(pair, "lb2") == (
        "lb2: VI_01 is made by a definition or a sequence: move it by hand, or write the instance "
        "out"
    )
