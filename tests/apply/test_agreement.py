# SPDX-License-Identifier: Apache-2.0
"""Changes that the nodes must agree on are known by their values, and never rolled."""

from pathlib import Path

import pytest
from tests.apply.plans import CONF, Edit, edited, facts, link, pair, planned, replacing

from holdfast.apply.plan.agreement import agreed
from holdfast.load.site import load
from holdfast.model.steps import Active, InState, Owned, UnitJob, WriteFile
from holdfast.model.unit import KEEPALIVED


def _with(statements: str) -> Edit:
    return replacing("    advert_int 1\n", f"    advert_int 1\n{statements}")


def _auth(word: str) -> Edit:
    return _with(f"    authentication {{\n auth_type PASS\n auth_pass {word}\n    }}\n")


def _grouped(text: str) -> str:
    return "global_defs {\n    vrrp_mcast_group4 224.0.0.99\n}\n" + text


VERSION = _with("    version 3\n")
UNICAST = _with("    unicast_peer {\n 172.22.21.12\n    }\n")
CHANGES = {
    "version": (VERSION, "the version of VRRP (2 to 3)", False),
    "advert_int": (
        replacing("advert_int 1", "advert_int 2"),
        "advert_int (1 to 2 s)",
        False,
    ),
    "authentication": (_auth("abcdefgh"), "the authentication", False),
    "virtual_router_id": (
        replacing("router_id 51", "router_id 52"),
        "virtual_router_id (51 to 52)",
        True,
    ),
    "unicast": (UNICAST, "multicast to unicast", True),
    "multicast": (
        _with("    mcast_dst_ip 224.0.0.99\n"),
        "the multicast group (224.0.0.18 to 224.0.0.99)",
        True,
    ),
    "interface": (replacing("ens18", "ens19"), "the interface (ens18 to ens19)", True),
    "VIPs": (
        replacing("172.22.21.36/24", "172.22.21.36/24\n 172.22.21.37/24"),
        "the VIPs (with 172.22.21.37)",
        False,
    ),
}
ROLLED = {
    "a priority": replacing("priority", "priority 1\n    priority"),
    "a name": replacing("VI_01", "VI_02"),
    "the usual multicast group": _with("    mcast_dst_ip 224.0.0.18\n"),
    "a prefix": replacing("/24", "/32"),
    "an excluded VIP": replacing(
        "    virtual_ipaddress {",
        "    virtual_ipaddress_excluded {\n 172.22.21.40/24\n }\n    virtual_ipaddress {",
    ),
    "an interval of version 3": replacing("advert_int 1", "advert_int 2"),
    "the ninth letter of a password": replacing("12345678a", "12345678b"),
}
BEFORE = {"an interval of version 3": VERSION, "the ninth letter of a password": _auth("12345678a")}


def jobs(present: Path, wanted: Path) -> list[tuple[str, str]]:
    acts = planned(present, wanted).stages[-1].acts
    return [(a.node, a.verb) for a in acts if isinstance(a, UnitJob) and a.unit == KEEPALIVED]


@pytest.mark.parametrize("name", ROLLED)
def test_other_changes_are_rolled(tmp_path: Path, name: str) -> None:
    before = BEFORE.get(name, str)
    here, there = (edited(pair(tmp_path / of), CONF, before) for of in "ab")

    found = agreed(load([str(here)]), load([str(edited(there, CONF, ROLLED[name]))]))

    assert found == ()


def test_a_multicast_group_of_global_defs_is_that_of_every_instance(tmp_path: Path) -> None:
    here = pair(tmp_path / "a")
    there = edited(pair(tmp_path / "b"), CONF, _grouped)

    (found,) = agreed(load([str(here)]), load([str(there)]))

    assert [change.says for change in found.changes] == [
        "the multicast group (224.0.0.18 to 224.0.0.99)"
    ]


@pytest.mark.parametrize("name", CHANGES)
def test_it_is_recognised(tmp_path: Path, name: str) -> None:
    edit, says, dropped = CHANGES[name]
    here, there = pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CONF, edit)

    (found,) = agreed(load([str(here)]), load([str(there)]))

    assert [(change.subject, change.says) for change in found.changes] == [(name, says)]
    assert found.dropped_on == (("lb1", "lb2") if dropped else ())


def test_no_password_is_told(tmp_path: Path) -> None:
    here = edited(pair(tmp_path / "a"), CONF, _auth("sesame12"))
    there = edited(pair(tmp_path / "b"), CONF, _auth("sesame34"))

    (found,) = agreed(load([str(here)]), load([str(there)]))

    assert [change.says for change in found.changes] == ["the authentication"]


def test_the_backups_stop_before_the_owner_reads_its_file_and_start_after(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CONF, VERSION)

    made = planned(here, there)

    assert [stage.says for stage in made.stages] == [
        "before anything",
        "all nodes together: the version of VRRP (2 to 3)",
    ]
    acts = made.stages[-1].acts
    assert [(type(act).__name__, act.node) for act in acts[:2]] == [
        ("WriteFile", "lb1"),
        ("WriteFile", "lb2"),
    ]
    assert jobs(here, there) == [("lb2", "stop"), ("lb1", "reload"), ("lb2", "start")]


def test_nothing_stops_before_the_owner_was_seen_to_own_the_vips_still(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CONF, VERSION)

    steps = planned(here, there).stages[-1].steps

    stops = next(
        n for n, step in enumerate(steps) if UnitJob("lb2", "stop", KEEPALIVED) in step.acts
    )
    assert steps[stops - 1].says == "lb1 still owns the VIPs"
    assert steps[stops - 1].acts == ()
    assert [(g.at.node, [o.node for o in g.others]) for g in steps[stops - 1].gates
            if isinstance(g, Owned)] == [("lb1", ["lb2"])]  # fmt: skip


def test_the_backups_stop_even_where_only_one_node_changes(tmp_path: Path) -> None:
    """Whoever had the wrong value owned the VIPs, too."""
    here = edited(pair(tmp_path / "a"), CONF, VERSION, "lb1")
    there = edited(pair(tmp_path / "b"), CONF, VERSION)

    assert jobs(here, there) == [("lb2", "stop"), ("lb2", "start")]


def test_a_plan_that_mends_two_owners_may_begin_with_them(tmp_path: Path) -> None:
    here = edited(pair(tmp_path / "a"), CONF, VERSION, "lb1")
    there = edited(pair(tmp_path / "b"), CONF, VERSION)

    made = planned(here, there)

    assert [stage.says for stage in made.stages] == [
        "all nodes together: the version of VRRP (2 to 3)"
    ]


def test_what_a_reload_does_not_take_costs_an_outage_of_the_silence(tmp_path: Path) -> None:
    here = pair(tmp_path / "a")
    there = edited(pair(tmp_path / "b"), CONF, CHANGES["virtual_router_id"][0])

    stage = planned(here, there).stages[-1]

    silence = 3 * 1000 + (256 - 101) / 256 * 1000
    assert stage.outage.ms == pytest.approx(silence + 5)
    assert stage.breaks == "those through lb1 while the VIPs are away"


def test_what_a_reload_takes_costs_none(tmp_path: Path) -> None:
    stage = planned(pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CONF, VERSION)).stages[-1]

    assert (stage.outage.ms, stage.breaks) == (0.0, None)
    assert stage.alone_ms is not None


def test_every_prefix_can_be_taken_back(tmp_path: Path) -> None:
    here = pair(tmp_path / "a")
    former = {n: (here / f"{n}{CONF}").read_bytes() for n in ("lb1", "lb2")}
    stage = planned(here, edited(pair(tmp_path / "b"), CONF, VERSION)).stages[-1]

    for step in stage.steps:
        for act in step.undo:
            if isinstance(act, WriteFile):
                assert act.data == former[act.node]
    undone = [
        [(a.node, a.verb) for a in step.undo if isinstance(a, UnitJob)] for step in stage.steps
    ]
    assert undone == [[], [], [], [("lb2", "start")], [("lb1", "reload")], [("lb2", "stop")]]
    assert [step.commits for step in stage.steps] == [False, False, False, False, False, True]


def test_at_the_end_every_node_is_in_its_state_and_stays_there(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CONF, VERSION)

    last = planned(here, there).stages[-1].steps[-1]

    active, owned, state = last.gates
    assert isinstance(active, Active)
    assert isinstance(state, InState)
    assert (state.node, state.state) == ("lb2", "BACKUP")
    assert isinstance(owned, Owned)
    assert owned.at.node == "lb1"
    assert owned.for_ms > 3 * 1000 + (256 - 100) / 256 * 1000


def test_three_nodes_are_stopped_but_for_the_owner(tmp_path: Path) -> None:
    names = ("lb1", "lb2", "lb3")
    here = pair(tmp_path / "a", *names)
    facts(here, "lb2", links=[link("ens18", "172.22.21.36/24")])

    there = edited(pair(tmp_path / "b", *names), CONF, VERSION)

    assert jobs(here, there) == [
        ("lb1", "stop"),
        ("lb3", "stop"),
        ("lb2", "reload"),
        ("lb1", "start"),
        ("lb3", "start"),
    ]
