# SPDX-License-Identifier: Apache-2.0
"""Every act and gate of a plan does on a node of the lab what it says, or is refused aloud."""

from collections.abc import Iterator
from hashlib import sha256
from ipaddress import ip_address

import pytest
from tests.lab.pair import VIP, lab_of, node

from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.lab import Lab
from holdfast.lab.runner import Stopped, carry_out
from holdfast.model.steps import (
    Accepted,
    Act,
    Active,
    AddAddress,
    AddLink,
    CreateFile,
    DaemonReload,
    Gate,
    InState,
    Owned,
    Placed,
    RemoveAddress,
    RemoveFile,
    RemoveLink,
    SetKernel,
    Step,
    UnitJob,
    WriteFile,
)
from holdfast.model.unit import HAPROXY, KEEPALIVED

pytestmark = pytest.mark.lab

CONF = "/etc/keepalived/keepalived.conf"
KEPT, KEPT6 = ip_address("172.22.21.36"), ip_address("2001:db8::36")
CHECK = Accepted("lb1", KEEPALIVED, ("keepalived", "-t", "-f", CONF))
OWNED = Placed(ip_address(VIP), "lb1", "ens18")


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(lab_of(node("lb1", options=" transparent"))) as lab:
        lab.boot()
        lab.eventually(lambda: lab.owners(VIP), within=SETTLE_MS, what="lb1 owns the VIP")
        yield lab


def done(lab: Lab, *acts: Act) -> None:
    stopped = carry_out(lab, [Step("it", acts)], str)
    assert stopped is None, stopped


def refused(lab: Lab, *acts: Act, gates: tuple[Gate, ...] = (), undo: tuple[Act, ...] = ()) -> str:
    stopped = carry_out(lab, [Step("it", acts, gates, undo)], str)
    assert isinstance(stopped, Stopped)
    return stopped.why


def holds(lab: Lab, *gates: Gate) -> None:
    stopped = carry_out(lab, [Step("it", gates=gates)], str)
    assert stopped is None, stopped


def said(lab: Lab, *command: str) -> str:
    return lab.run("lb1", *command).output.strip()


def test_a_file_comes_to_be_with_its_folders_and_goes_away_again(lab: Lab) -> None:
    data = bytes(range(256)) * 1000
    made = CreateFile("lb1", "/etc/new/folder/file", data, 0o640)

    done(lab, made, made)

    assert said(lab, "stat", "-c", "%a %s", made.path) == "640 256000"
    assert said(lab, "sha256sum", made.path).split()[0] == sha256(data).hexdigest()
    done(lab, RemoveFile("lb1", made.path), RemoveFile("lb1", made.path))
    assert lab.run("lb1", "test", "-e", made.path).status == 1


def test_a_file_with_other_contents_is_not_overwritten(lab: Lab) -> None:
    before = said(lab, "cat", CONF)

    why = refused(lab, CreateFile("lb1", CONF, b"new"))

    assert why == f"{CONF} cannot be made on lb1: it is there with other contents"
    assert said(lab, "cat", CONF) == before


def test_what_fails_is_undone_to_the_end_even_where_one_undo_fails(lab: Lab) -> None:
    before = lab.run("lb1", "cat", CONF).output.encode()
    bad = WriteFile("lb1", CONF, b"vrrp_instance {")
    undo = (UnitJob("lb1", "start", "nobody.service"), WriteFile("lb1", CONF, before))

    why = refused(lab, bad, gates=(CHECK,), undo=undo)

    assert why.startswith("keepalived on lb1 does not accept its files: ")
    holds(lab, CHECK)


def test_units_stop_and_start_and_a_reload_ends_with_the_files_read(lab: Lab) -> None:
    done(lab, UnitJob("lb1", "stop", KEEPALIVED))
    assert lab.owners(VIP) == ()
    assert refused(lab, gates=(Active("lb1", KEEPALIVED, 0),)) == (
        "keepalived.service does not run on lb1"
    )
    done(lab, UnitJob("lb1", "start", KEEPALIVED))
    holds(
        lab,
        Active("lb1", KEEPALIVED, SETTLE_MS),
        InState("lb1", "VI_01", "MASTER", SETTLE_MS),
        Owned(OWNED, (), SETTLE_MS, for_ms=300),
    )
    conf = lab.run("lb1", "cat", CONF).output
    more = conf.replace(f"{VIP}/24", f"{VIP}/24\n        172.22.21.37/24")
    done(lab, WriteFile("lb1", CONF, more.encode()), UnitJob("lb1", "reload", KEEPALIVED))
    lab.eventually(lambda: lab.owners("172.22.21.37"), within=SETTLE_MS, what="the new VIP")
    done(lab, WriteFile("lb1", CONF, conf.encode()), UnitJob("lb1", "reload", KEEPALIVED))
    assert refused(lab, gates=(InState("lb1", "VI_01", "BACKUP", 0),)) == (
        "VI_01 on lb1 is not BACKUP"
    )


def test_a_dead_unit_is_started_where_it_could_not_be_reloaded(lab: Lab) -> None:
    done(lab, UnitJob("lb1", "stop", HAPROXY))

    assert refused(lab, UnitJob("lb1", "reload", HAPROXY)).startswith(
        f"systemctl reload {HAPROXY} fails on lb1: "
    )
    done(lab, UnitJob("lb1", "reload-or-restart", HAPROXY))

    holds(lab, Active("lb1", HAPROXY, SETTLE_MS))


def test_kernel_settings_links_and_addresses_are_made_and_taken_back(lab: Lab) -> None:
    made = (
        SetKernel("lb1", "net.ipv4.ip_nonlocal_bind", "1"),
        AddLink("lb1", "vip0", "dummy"),
        AddAddress("lb1", "vip0", KEPT, 24),
        AddAddress("lb1", "vip0", KEPT, 32),
        RemoveAddress("lb1", "vip0", KEPT, 24),
        AddAddress("lb1", "vip0", KEPT6, 128),
    )

    done(lab, *made, *made)

    assert said(lab, "cat", "/proc/sys/net/ipv4/ip_nonlocal_bind") == "1"
    kept = {has for on, has in lab.addresses("lb1") if on == "vip0" and not has.startswith("fe80")}
    assert kept == {"172.22.21.36/32", "2001:db8::36/128"}
    done(lab, RemoveLink("lb1", "vip0"), RemoveLink("lb1", "vip0"))
    assert not [on for on, _ in lab.addresses("lb1") if on == "vip0"]


def test_what_the_lab_cannot_do_is_no_success(lab: Lab) -> None:
    once = "the lab reads a node's unit files once, when it boots"

    assert refused(lab, DaemonReload("lb1")) == f"systemctl daemon-reload on lb1: {once}"
    assert refused(lab, UnitJob("lb1", "enable", HAPROXY)) == (
        f"systemctl enable {HAPROXY} fails on lb1: {once}"
    )
