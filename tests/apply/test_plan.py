# SPDX-License-Identifier: Apache-2.0
"""The stages and steps of a plan: who is changed when, how, behind which gates."""

from pathlib import Path

from tests.apply.plans import (
    CFG,
    CONF,
    VIP,
    by_methods,
    edited,
    facts,
    link,
    pair,
    planned,
    refused,
    replacing,
    write,
)

from holdfast.apply.plan.plan import Planned
from holdfast.apply.plan.stage import Stage
from holdfast.model.relay import RELAY_UNIT
from holdfast.model.steps import (
    Accepted,
    AddAddress,
    AddLink,
    CreateFile,
    DaemonReload,
    InState,
    Owned,
    RemoveFile,
    RemoveLink,
    Serves,
    SetKernel,
    UnitJob,
    WriteFile,
)
from holdfast.model.unit import HAPROXY, KEEPALIVED

MORE = replacing("timeout client 5s", "timeout client 9s")


def headlines(made: Planned) -> list[str]:
    return [stage.says for stage in made.stages]


def jobs(stage: Stage) -> list[tuple[str, str, str]]:
    return [(a.node, a.verb, a.unit) for a in stage.acts if isinstance(a, UnitJob)]


def test_hosts_that_have_the_files_need_nothing(tmp_path: Path) -> None:
    made = planned(pair(tmp_path / "a"), pair(tmp_path / "b"))

    assert (made.files, made.stages) == ((), ())


def test_what_collect_wrote_beside_the_files_is_no_change(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), pair(tmp_path / "b")
    facts(here, "lb1", hostname="lb1")
    write(here, "lb1", "/ruleset.nft", "table ip x {\n}\n")

    assert planned(here, there).stages == ()


def test_backups_first_and_the_owner_last(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CFG, MORE)

    made = planned(here, there)

    assert headlines(made) == ["before anything", "lb2", "lb1"]
    assert (made.owners, made.seen) == (("lb1",), False)


def test_the_owner_is_the_one_that_collect_saw(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CFG, MORE)
    facts(here, "lb1", links=[link("ens18", "172.22.21.11/24"), link("vip0", f"{VIP}/32")])
    facts(here, "lb2", links=[link("ens18", "172.22.21.12/24", f"{VIP}/24")])

    made = planned(here, there)

    assert headlines(made) == ["before anything", "lb1", "lb2"]
    assert (made.owners, made.seen) == (("lb2",), True)
    assert made.notes == (
        f"lb1 has a better rank than lb2, which owns {VIP}: something is wrong on lb1, and its "
        "turn ends well only once it owns it",
    )


def test_a_plan_begins_only_with_the_owner_that_it_was_made_for(tmp_path: Path) -> None:
    made = planned(pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CFG, MORE))

    (step,) = made.stages[0].steps
    (gate,) = step.gates
    assert isinstance(gate, Owned)
    assert (gate.at.node, [place.node for place in gate.others]) == ("lb1", ["lb2"])
    assert step.acts == ()


def test_files_are_checked_before_a_daemon_reads_them_and_the_node_is_well_after(
    tmp_path: Path,
) -> None:
    made = planned(pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CFG, MORE))

    written, read, well = made.stages[1].steps
    assert [type(act) for act in written.acts] == [WriteFile]
    (accepted,) = written.gates
    assert isinstance(accepted, Accepted)
    assert accepted.command == ("haproxy", "-c", "-f", CFG)
    assert read.acts == (UnitJob("lb2", "reload-or-restart", HAPROXY),)
    assert [type(gate) for gate in well.gates] == [Serves, Owned, InState]
    assert [gate.state for gate in well.gates if isinstance(gate, InState)] == ["BACKUP"]
    assert [step.commits for step in made.stages[1].steps] == [False, False, True]


def test_a_node_is_well_once_its_checks_had_the_time_to_fail(tmp_path: Path) -> None:
    """Right after a reload an instance is in its former state, whatever its new check will say."""
    check = "vrrp_script asks {\n    script /bin/false\n    interval 3\n    fall 2\n}\n"
    here, there = pair(tmp_path / "a"), pair(tmp_path / "b")
    edited(there, CONF, lambda text: check + text)
    edited(there, CONF, replacing("priority", "track_script {\n asks\n }\n    priority"))

    first, *others = (stage.steps[-1].gates for stage in planned(here, there).stages)

    assert [gate.for_ms for gate in first if isinstance(gate, Owned)] == [0]
    assert [[type(gate) for gate in gates[-2:]] for gates in others] == [[Owned, InState]] * 2
    holds = [gate.for_ms for gates in others for gate in gates if isinstance(gate, Owned)]
    assert holds == [2 * 3000 + 3000] * 2


def test_every_step_takes_back_what_the_node_had(tmp_path: Path) -> None:
    here = pair(tmp_path / "a")
    made = planned(here, edited(pair(tmp_path / "b"), CFG, MORE))

    written, read, _ = made.stages[1].steps
    former = WriteFile("lb2", CFG, (here / f"lb2{CFG}").read_bytes())
    assert written.undo == (former,)
    assert read.undo == (former, UnitJob("lb2", "reload-or-restart", HAPROXY))


def test_a_change_that_is_only_read_again_takes_nothing_away(tmp_path: Path) -> None:
    made = planned(pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CFG, MORE))

    assert [(stage.outage.ms, stage.breaks, stage.alone_ms) for stage in made.stages] == [
        (0.0, None, None)
    ] * 3
    assert made.stages[2].units("restart") == ()


def test_a_bind_that_becomes_another_socket_loses_who_was_not_accepted_yet(tmp_path: Path) -> None:
    here = edited(pair(tmp_path / "a"), CFG, replacing(" transparent", ""))

    _, lb2, lb1 = planned(here, pair(tmp_path / "b")).stages

    assert (lb2.breaks, lb1.outage.ms) == (None, 0.0)
    assert lb1.breaks == (
        "those to 172.22.21.36:80 that HAProxy has not accepted yet when it closes its socket "
        "there: with other options it opens another"
    )


def test_keepalived_only_reads_its_file_again(tmp_path: Path) -> None:
    slower = replacing("priority", "garp_master_refresh 60\n    priority")
    made = planned(pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CONF, slower))

    assert [jobs(stage) for stage in made.stages[1:]] == [
        [("lb2", "reload", KEEPALIVED)],
        [("lb1", "reload", KEEPALIVED)],
    ]


def test_the_relay_comes_when_haproxy_has_its_heartbeat(tmp_path: Path) -> None:
    """A peer that does not hear the owner would reset what the owner's new table hands on."""
    made = by_methods(pair(tmp_path), "relay")

    assert headlines(made) == ["before anything", "lb2", "lb1"]
    assert [job for job in jobs(made.stages[2]) if job[1] != "enable"] == [
        ("lb1", "reload-or-restart", HAPROXY),
        ("lb1", "start", RELAY_UNIT),
    ]
    assert made.stages[2].breaks is None


def test_the_vips_are_away_while_haproxy_restarts_on_the_owner(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), pair(tmp_path / "b")
    for node in ("lb1", "lb2"):
        drop_in = "/etc/systemd/system/haproxy.service.d/x.conf"
        write(there, node, drop_in, "[Service]\nEnvironment=A=b\n")

    made = planned(here, there)

    assert headlines(made) == [
        "before anything",
        "lb2",
        "the VIPs move away from lb1",
        "lb1",
        "every node has its own rank again",
    ]
    assert made.stages[2].breaks == "all through lb1"
    assert [(a.node, a.verb) for a in made.stages[3].acts if isinstance(a, UnitJob)] == [
        ("lb1", "restart")
    ]
    assert DaemonReload("lb1") in made.stages[3].acts
    states = [g for step in made.stages[3].steps for g in step.gates if isinstance(g, InState)]
    assert [(gate.node, gate.state) for gate in states] == [("lb1", "BACKUP")]
    written = {a.path: a.data for a in made.stages[4].acts if isinstance(a, WriteFile)}
    assert written == {CONF: (there / f"lb2{CONF}").read_bytes()}


def test_where_nobody_can_take_the_vips_an_outage_is_told(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a", "lb1"), pair(tmp_path / "b", "lb1")
    write(
        there, "lb1", "/etc/systemd/system/haproxy.service.d/x.conf", "[Service]\nEnvironment=A=b\n"
    )

    (_, turn) = planned(here, there).stages

    assert turn.outage.ms is None
    assert turn.outage.why == (
        "HAProxy is restarted, and the VIPs cannot be moved away: no other node is in VI_01"
    )


def test_a_vip_that_is_kept_is_there_at_once(tmp_path: Path) -> None:
    made = by_methods(edited(pair(tmp_path), CFG, replacing(" transparent", "")), "dummy")

    acts = [a for a in made.stages[1].acts if not isinstance(a, WriteFile | CreateFile)]
    assert acts[:2] == [
        SetKernel("lb2", "net.ipv4.conf.ens18.arp_ignore", "1"),
        SetKernel("lb2", "net.ipv4.conf.ens18.arp_announce", "2"),
    ]
    (add, address, start) = acts[2:]
    assert add == AddLink("lb2", "vip0", "dummy")
    assert isinstance(address, AddAddress)
    assert (str(address.address), address.prefix) == (VIP, 32)
    assert start == UnitJob("lb2", "start", HAPROXY)
    undone = [act for step in made.stages[1].steps for act in step.undo]
    assert RemoveLink("lb2", "vip0") in undone
    assert SetKernel("lb2", "net.ipv4.conf.ens18.arp_ignore", "0") in undone


def test_a_kernel_that_has_the_setting_is_left_alone(tmp_path: Path) -> None:
    here = edited(pair(tmp_path), CFG, replacing(" transparent", ""))
    for node in ("lb1", "lb2"):
        facts(here, node, settings={"net.ipv4.conf.ens18.arp_ignore": "1"})

    made = by_methods(here, "dummy")

    names = [act.name for act in made.stages[1].acts if isinstance(act, SetKernel)]
    assert names == ["net.ipv4.conf.ens18.arp_announce"]


def test_a_file_that_is_gone_from_the_copy_is_removed(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), pair(tmp_path / "b")
    write(here, "lb1", "/etc/sysctl.d/60-x.conf", "net.ipv4.ip_nonlocal_bind = 1\n")

    made = planned(here, there)

    assert RemoveFile("lb1", "/etc/sysctl.d/60-x.conf") in made.stages[-1].acts


def test_a_node_that_cannot_run_haproxy_anyway_is_not_asked_for_it(tmp_path: Path) -> None:
    plain = replacing(" transparent", "")
    here, there = (edited(pair(tmp_path / name), CFG, plain) for name in "ab")

    made = planned(here, edited(there, CFG, MORE))

    gates = [gate for stage in made.stages for step in stage.steps for gate in step.gates]
    assert not [gate for gate in gates if isinstance(gate, Serves)]
    assert [note.partition(":")[0] for note in made.notes] == ["lb1", "lb2"]


def test_modes_of_a_copy_do_not_count_but_are_told(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), edited(pair(tmp_path / "b"), CFG, MORE)
    (here / f"lb1{CONF}").chmod(0o600)

    made = planned(here, there)

    assert CONF not in {file.path for file in made.files}
    assert made.notes == (
        f"lb1: {CONF} has mode 0600 on the host and 0644 in the folder: modes of files that are "
        "there stay",
    )


def test_a_link_that_is_not_the_same_is_told_even_where_nothing_is_to_be_done(
    tmp_path: Path,
) -> None:
    here, there = pair(tmp_path / "a"), pair(tmp_path / "b")
    for site in (here, there):
        conf = site / f"lb1{CONF}"
        conf.rename(conf.with_name("real.conf"))
        conf.symlink_to("real.conf")
    link = there / f"lb1{CONF}"
    link.unlink()
    link.write_bytes(link.with_name("real.conf").read_bytes())

    made = planned(here, there)

    assert not made.stages
    assert made.notes == (
        f"lb1: {CONF} is not the same symbolic link on the host and in the folder: links are left "
        "alone, change it by hand",
    )


def test_a_plan_is_for_the_same_nodes(tmp_path: Path) -> None:
    assert refused(pair(tmp_path / "a"), pair(tmp_path / "b", "lb1", "lb3")) == (
        "the nodes are lb1, lb2 here and lb1, lb3 there: a plan changes nodes, and neither adds "
        "nor removes one"
    )


def test_vips_are_not_moved_to_a_node_whose_haproxy_cannot_bind_them(tmp_path: Path) -> None:
    plain = replacing(" transparent", "")
    here, there = (edited(pair(tmp_path / name), CFG, plain, "lb2") for name in "ab")
    drop_in = "/etc/systemd/system/haproxy.service.d/x.conf"
    write(there, "lb1", drop_in, "[Service]\nEnvironment=A=b\n")

    turn = planned(here, there).stages[-1]

    assert (turn.node, turn.outage.ms) == ("lb1", None)
    assert turn.outage.why == (
        "HAProxy is restarted, and the VIPs cannot be moved away: HAProxy cannot bind them on lb2 "
        "(vip-bind-race)"
    )


def test_a_unit_that_is_no_longer_enabled_is_disabled(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), pair(tmp_path / "b")
    for site in (here, there):
        write(site, "lb2", "/etc/systemd/system/x.service", "[Service]\nExecStart=/bin/true\n")
    wants = here / "lb2/etc/systemd/system/multi-user.target.wants"
    wants.mkdir()
    (wants / "x.service").symlink_to("/etc/systemd/system/x.service")

    (_, turn) = planned(here, there).stages

    assert jobs(turn) == [("lb2", "disable", "x.service")]


def test_a_setting_that_no_file_states_any_more_is_told(tmp_path: Path) -> None:
    here, there = pair(tmp_path / "a"), pair(tmp_path / "b")
    write(here, "lb1", "/etc/sysctl.d/60-x.conf", "net.ipv4.ip_nonlocal_bind = 1\n")

    assert planned(here, there).notes == (
        "lb1: no file sets net.ipv4.ip_nonlocal_bind any more: it keeps its value until a reboot",
    )
