# SPDX-License-Identifier: Apache-2.0
"""What a node answers to a look, an honest one and one that is not."""

import json

import pytest

from holdfast.apply.look.answer import look
from holdfast.model.look import DaemonSeen, HaproxyAnswer, InstanceSeen, Look, RelaySeen
from holdfast.model.relay import Relayed

INFO = "Name: HAProxy\nVersion: 2.6.12-1+deb12u1\nUptime_sec: 75\nCurrConns: 4\n"
STAT = """\
# pxname,svname,qcur,status,weight,
web,FRONTEND,,OPEN,,
old,FRONTEND,,STOP,,
app,BACKEND,0,UP,2,
gone,BACKEND,0,DOWN,0,
"""
SOCKET = "/run/haproxy/admin.sock"


def dump(**data: object) -> str:
    told = {
        "iname": "VI_01",
        "state": 2,
        "base_priority": 101,
        "effective_priority": 81,
        "last_transition": 990.5,
        "auth_data": "",
        "vips": ["172.22.21.36 dev ens18 scope global"],
    }
    stats = {"advert_rcvd": 7, "advert_sent": 30, "become_master": 1, "auth_failure": 2}
    return json.dumps([{"data": {**told, **data}, "stats": stats}])


def counter(family: str, name: str, packets: int) -> dict[str, object]:
    told = {"family": family, "table": "holdfast_relay", "name": name, "packets": packets}
    return {"counter": told}


def test_a_node_that_tells_nothing_is_a_look_at_nothing() -> None:
    assert look({}) == Look(no_dump="its dump is no JSON")


def test_daemons_and_for_how_long_they_have_run() -> None:
    seen = look(
        {
            "clock": "500.25 1000.5\n",
            "units": "Id=haproxy.service\nActiveState=active\nSubState=running\nNRestarts=2\n\n"
            "Id=keepalived.service\nActiveState=failed\nSubState=failed\nNRestarts=0\n",
            "ages": "haproxy.service 45000 100\nkeepalived.service x 100\n",
        }
    )

    assert seen.haproxy == DaemonSeen("active", "running", 2, 50.25)
    assert seen.keepalived == DaemonSeen("failed", "failed")


def test_what_haproxy_says_on_its_sockets() -> None:
    told = f"socket {SOCKET}\n{INFO}\n{STAT}\n\nsocket /run/hung.sock\n\n"

    assert look({"haproxy": told}).answers == (
        HaproxyAnswer(SOCKET, "2.6.12-1+deb12u1", 4, ("old",), ("gone",)),
        HaproxyAnswer("/run/hung.sock"),
    )


def test_keepalived_by_its_dump() -> None:
    seen = look({"clock": "500 1000.5", "dump": dump()})

    assert (seen.dumped, seen.no_dump) == (True, "")
    assert seen.instances == {
        "VI_01": InstanceSeen("MASTER", 81, 101, 10.0, 1, 7, 30, {"auth_failure": 2})
    }


def test_a_clock_that_was_set_back_makes_no_transition_of_the_future() -> None:
    seen = look({"clock": "500 900", "dump": dump()})

    assert seen.instances is not None
    assert seen.instances["VI_01"].since_s == 0.0


def test_without_a_dump_the_journal_has_the_word() -> None:
    logged = (
        "(VI_01) Entering BACKUP STATE\n(VI_02) Entering FAULT STATE\n"
        "(VI_01) Changing effective priority from 101 to 81\n(VI_01) Entering MASTER STATE\n"
    )
    seen = look({"dump": "no: it was not asked\n", "vrrp": logged})

    assert (seen.dumped, seen.no_dump) == (False, "it was not asked")
    assert seen.instances == {
        "VI_01": InstanceSeen("MASTER", 81),
        "VI_02": InstanceSeen("FAULT"),
    }


@pytest.mark.parametrize("text", ["[{", '{"data": 1}', "[{}]", '[{"data": {"iname": 3}}]', "\x00"])
def test_what_is_no_dump(text: str) -> None:
    seen = look({"dump": text})

    assert (seen.instances, seen.no_dump) == (None, "its dump is no JSON")


def test_the_relay_and_whom_it_hears() -> None:
    names = ("relayed", "lent", "overdue")
    counters = [counter("ip", name, number) for number, name in enumerate(names, 5)]
    heard = '{"nftables": [{"set": {"name": "up1", "elem": [{"elem": {"val": "ens18"}}]}}]}'
    silent = '{"nftables": [{"set": {"name": "up2"}}]}'
    sets = f"set ip up1\n{heard}\nset ip6 up2\n{silent}\n"

    assert look({"counters": json.dumps({"nftables": counters}), "sets": sets}).relay == RelaySeen(
        Relayed(5, 6, 7), (("ip", "up1"),)
    )


@pytest.mark.parametrize("text", ["", "no nft", '{"nftables": [{"counter": {"table": "x"}}]}'])
def test_no_table_of_the_relays(text: str) -> None:
    assert look({"counters": text}).relay is None


def test_hashes_by_path() -> None:
    told = f"{'0' * 64} /etc/a b\nmissing /etc/c\nno line of ours\n"

    assert look({"hashes": told}).hashes == {"/etc/a b": "0" * 64, "/etc/c": "missing"}
