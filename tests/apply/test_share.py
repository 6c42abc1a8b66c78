# SPDX-License-Identifier: Apache-2.0
"""What a node is told of a plan: its own acts and gates, files by number, bytes beside them."""

import subprocess
from ipaddress import ip_address

import pytest

from holdfast.apply.node.outline import outline
from holdfast.apply.node.program import program
from holdfast.apply.node.share import Unsayable, share
from holdfast.model.site import File, Node
from holdfast.model.steps import (
    Accepted,
    AddAddress,
    CreateFile,
    Drained,
    Hears,
    Owned,
    Placed,
    RemoveFile,
    Serves,
    Service,
    Step,
    UnitJob,
    WriteFile,
)

VIP = ip_address("192.0.2.36")
CONF = "/etc/keepalived/keepalived.conf"
OWNED = Owned(Placed(VIP, "lb1", "eth0"), (Placed(VIP, "lb2", "eth0"),), 2_000, 500)


def lines(text: bytes) -> list[list[str]]:
    return [line.split("\x1f") for line in text.decode().splitlines()]


def test_files_have_numbers_and_the_state_they_must_have() -> None:
    present = Node("lb1", "", {CONF: File(CONF, b"old"), "/a": File("/a", b"")})
    steps = (
        Step("first", (WriteFile("lb1", CONF, b"new"), CreateFile("lb1", "/b c", b"x", 0o600))),
        Step("then", (WriteFile("lb1", CONF, b"newer"), RemoveFile("lb1", "/a"))),
    )

    told = share("lb1", steps, present).files

    kept = [(number, path, expected[:16]) for number, path, expected in lines(told["files"])]
    assert kept == [
        ("1", CONF, "cba06b5736faf67e"),
        ("2", "/b c", "absent-or-2d7116"),
        ("3", "/a", "e3b0c44298fc1c14"),
    ]
    assert lines(told["acts/1"]) == [["put", "1", "1.1.0"], ["put", "2", "1.2.1"]]
    assert lines(told["acts/2"]) == [["put", "1", "2.1.2"], ["remove", "3"]]
    assert lines(told["staged"]) == [
        ["1", "1.1.0", "0644"], ["2", "1.2.1", "0600"], ["1", "2.1.2", "0644"],
        ["3", "absent", "/a"],
    ]  # fmt: skip
    assert (told["new/1.1.0"], told["new/2.1.2"]) == (b"new", b"newer")


def test_every_node_looks_at_what_it_can_see() -> None:
    serves = Serves("lb1", (Service(VIP, 80),), ("/run/h.sock",), 1_000)
    steps = (Step("look", gates=(serves, OWNED, Drained("lb2", (VIP,), 10))),)

    assert lines(share("lb1", steps, None).files["gates/1"]) == [
        ["100", "0", "active", "haproxy.service"],
        ["100", "0", "listens", "192.0.2.36", "80"],
        ["100", "0", "answers", "/run/h.sock"],
        ["200", "50", "owns", "192.0.2.36", "eth0"],
    ]
    assert lines(share("lb2", steps, None).files["gates/1"]) == [
        ["200", "50", "lacks", "192.0.2.36", "eth0"],
        ["1", "0", "drained", "src 192.0.2.36"],
    ]


def test_the_other_acts_and_gates() -> None:
    steps = (
        Step(
            "all",
            (UnitJob("lb1", "restart", "a.service"), AddAddress("lb1", "lo", VIP, 32)),
            (
                Accepted("lb1", "haproxy.service", ("haproxy", "-c"), (("A", "b c"),)),
                Hears("lb1", "lb2", (("ip", "up"),), 20),
            ),
        ),
    )

    told = share("lb1", steps, None).files

    assert lines(told["acts/1"]) == [
        ["unit", "restart", "a.service"], ["add-address", "lo", "192.0.2.36/32"],
    ]  # fmt: skip
    assert lines(told["gates/1"]) == [
        ["0", "0", "accepted", "A=b c", "haproxy", "-c"],
        ["2", "0", "hears", "ip", "holdfast_relay", "up", "lb2"],
    ]


def test_what_no_line_can_carry_is_refused() -> None:
    with pytest.raises(Unsayable):
        share("lb1", (Step("x", (RemoveFile("lb1", "/a\nb"),)),), None)


def test_a_step_goes_back_by_itself_where_nobody_else_acts() -> None:
    steps = (
        Step("1", (UnitJob("lb2", "reload", "a"),)),
        Step("2", (UnitJob("lb2", "reload", "b"),), commits=True),
        Step("3", (UnitJob("lb1", "reload", "a"),)),
        Step("4", gates=(OWNED,)),
        Step("5", (UnitJob("lb2", "reload", "a"),)),
    )

    told = outline(steps, "x")

    assert [told.alone_from(step, "lb2") for step in (1, 2, 3, 5)] == [1, 1, 0, 0]
    assert told.alone_from(4, "lb1") == 3
    assert tuple(told.unsettled(5)) == (5, 4, 3)
    assert told.together == (frozenset({"lb1", "lb2"}),)
    assert told.nodes == ("lb2", "lb1")


def test_the_program_is_one_that_ansible_does_not_fill_in() -> None:
    text = program()

    assert not [braces for braces in ("{{", "{%", "{#") if braces in text]
    assert len(text) < 60_000
    subprocess.run(["/bin/sh", "-n", "-c", text], check=True)
