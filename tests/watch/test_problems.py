# SPDX-License-Identifier: Apache-2.0
"""What is called wrong, and what is not."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace
from tests.watch.running import SOCKET, VIP, pair, state, well, without_vip

from holdfast.model.facts import LinkFact
from holdfast.model.look import DaemonSeen, HaproxyAnswer, InstanceSeen, Look, Unread
from holdfast.watch.problems import problems

SITE, KNOWN = pair()
WELL = well(KNOWN)
LB1, LB2 = WELL["lb1"], WELL["lb2"]


def told(**looks: Look | Unread) -> list[str]:
    seen: Mapping[str, Look | Unread] = {**WELL, **looks}
    found = problems(SITE, KNOWN, state(SITE, KNOWN, seen))
    return [f"{one.node or '-'}{'?' if one.unread else ''}: {one.says}" for one in found]


def test_nothing_is_wrong_where_all_is_well() -> None:
    assert told() == []


def test_a_copy_of_the_vip_on_another_interface_makes_no_owner() -> None:
    links = (*LB2.links, LinkFact("dummy0", "dummy", "UNKNOWN", (f"{VIP}/32",)))
    assert told(lb2=replace(LB2, links=links)) == []


def test_a_wildcard_listens_on_the_vip_too() -> None:
    every = replace(LB2.listening[0], address="*")
    assert told(lb2=replace(LB2, listening=(every,))) == []


def test_nobody_owns() -> None:
    lost = replace(without_vip(LB1), instances=LB2.instances)
    assert told(lb1=lost) == [f"-: {VIP}: nobody owns it"]


def test_two_own() -> None:
    both = replace(LB2, links=LB1.links)
    assert told(lb2=both) == [f"-: {VIP}: 2 nodes own it: lb1, lb2"]


def test_master_without_the_address() -> None:
    assert told(lb1=without_vip(LB1)) == [
        f"-: {VIP}: nobody owns it",
        f"lb1: VI_01 is MASTER and {VIP} is not on ens18",
    ]


def test_who_cannot_be_read_may_own_it() -> None:
    assert told(lb1=Unread("no answer within 20 s")) == [
        f"-?: {VIP}: nobody owns it, unless it is lb1",
        "lb1?: no answer within 20 s",
    ]
    assert told(lb2=Unread("no answer within 20 s")) == ["lb2?: no answer within 20 s"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"haproxy": DaemonSeen("failed", "failed", 5)},
            "HAProxy does not run (failed, started again 5 times): journalctl -u haproxy there "
            "says why",
        ),
        (
            {"answers": (HaproxyAnswer(SOCKET),)},
            f"HAProxy does not answer on {SOCKET}: it hangs, or may not be asked (--become)",
        ),
        ({"listening": LB2.listening[1:]}, f"nothing listens on {VIP}:80"),
        (
            {"keepalived": DaemonSeen("inactive", "dead"), "instances": None},
            "keepalived does not run (inactive): journalctl -u keepalived there says why",
        ),
        ({"instances": {}}, "keepalived does not know VI_01: reload it"),
        (
            {"instances": {"VI_01": InstanceSeen("FAULT", 100)}},
            "VI_01 is in FAULT: a check of it fails, or an interface is down",
        ),
    ],
)
def test_what_is_wrong_on_a_node(change: dict[str, object], says: str) -> None:
    assert told(lb2=replace(LB2, **change)) == [f"lb2: {says}"]


def test_a_frontend_that_is_stopped_and_a_backend_without_servers() -> None:
    stopped = HaproxyAnswer(SOCKET, "2.6.12", 3, ("web",), ("app", "holdfast_peers"))
    assert told(lb2=replace(LB2, answers=(stopped,))) == [
        "lb2: frontend web takes no connections",
        "lb2: backend app has no server left",
    ]


def test_without_a_dump_an_instance_that_is_not_known_is_no_fault() -> None:
    assert told(lb2=replace(LB2, instances=None, dumped=False, no_dump="it was not asked")) == []


def test_files_that_differ_are_named() -> None:
    cfg, conf = "/etc/haproxy/haproxy.cfg", "/etc/keepalived/keepalived.conf"
    extra = "/etc/systemd/system/haproxy.service.d/own.conf"
    hashes = {**LB2.hashes, cfg: "0" * 64, conf: "missing", extra: "1" * 64}
    script = "/etc/keepalived/haproxy-answers"

    assert told(lb2=replace(LB2, hashes={**hashes, script: "unreadable"})) == [
        f"lb2: {cfg} is not as in the site",
        f"lb2?: {script} cannot be read: look as root (--become)",
        f"lb2: {conf} is in the site and not here",
        f"lb2: {extra} is here and not in the site",
    ]
