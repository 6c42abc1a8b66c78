# SPDX-License-Identifier: Apache-2.0
"""Lines as keepalived's, HAProxy's and systemd's sources write them, and what each is taken for.

The formats were read in keepalived 2.2.7 and 2.3.4; where they differ, both stand here.
"""

from typing import Any

import pytest

from holdfast.story.happening import (
    AdvertHeard,
    AdvertRefused,
    BackendEmpty,
    Booted,
    CannotStart,
    CheckTurned,
    Died,
    Entered,
    FaultNamed,
    GaveUp,
    Happening,
    PriorityChanged,
    Reloaded,
    ServerTurned,
    Started,
    Stopped,
    Stopping,
    VipNamed,
    ZeroHeard,
)
from holdfast.story.haproxy import HAPROXY, outcome
from holdfast.story.keepalived import KEEPALIVED
from holdfast.story.saying import Saying, understood
from holdfast.story.systemd import KERNEL, SYSTEMD_SAYS

HERE: dict[str, Any] = {"at": 1.0, "node": "lb1"}
VI: dict[str, Any] = {**HERE, "instance": "VI_01"}


def said(table: tuple[Saying, ...], text: str) -> Happening | None:
    return understood(table, text, 1.0, "lb1")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("(VI_01) Entering MASTER STATE", Entered(**VI, state="MASTER")),
        ("(VI_01) Entering BACKUP STATE (init)", Entered(**VI, state="BACKUP", first=True)),
        ("(VI_01) Entering FAULT STATE", Entered(**VI, state="FAULT")),
        (
            "(VI_01) received lower priority (90) advert from 10.0.0.1 - discarding",
            AdvertHeard(**VI, kind="discarded", sender="10.0.0.1", priority=90),
        ),
        (
            "(VI_01) Master received advert from fe80::1 with higher priority 101, ours 100",
            AdvertHeard(**VI, kind="higher", sender="fe80::1", priority=101, own=100),
        ),
        (
            "(VI_01) Master received advert from 10.0.0.1 with same priority 100 but higher IP "
            "address than ours",
            AdvertHeard(**VI, kind="same", sender="10.0.0.1", priority=100),
        ),
        (
            "(VI_01) Received advert from 10.0.0.1 with lower priority 90, ours 100, forcing new "
            "election",
            AdvertHeard(**VI, kind="lower", sender="10.0.0.1", priority=90, own=100),
        ),
        ("(VI_01) Backup received priority 0 advertisement", ZeroHeard(**VI)),
        (
            "(VI_01) Changing effective priority from 101 to 81",
            PriorityChanged(**VI, before=101, after=81),
        ),
        (
            "(VI_01) Sending/queueing gratuitous ARPs on ens18 for 10.0.0.9",
            VipNamed(**VI, vip="10.0.0.9"),
        ),
        (
            "(VI_01) Sending/queueing Unsolicited Neighbour Adverts on ens18 for 2001:db8::9",
            VipNamed(**VI, vip="2001:db8::9"),
        ),
        (
            "(VI_01) received an invalid passwd!",
            AdvertRefused(**VI, why="received an invalid passwd!"),
        ),
        (
            "(VI_01) wrong VRRP version from 10.0.0.1. Received 2 and expect 3",
            AdvertRefused(**VI, why="wrong VRRP version from 10.0.0.1. Received 2 and expect 3"),
        ),
        (
            "(VI_01): entering FAULT state due to script chk",
            FaultNamed(**VI, why="script chk"),
        ),
        (
            "(VI_01) entering FAULT state (no IPv4 address for interface)",
            FaultNamed(**VI, why="no IPv4 address for interface"),
        ),
        (
            "VRRP_Script(chk) failed (exited with status 1)",
            CheckTurned(
                **HERE, kind="check", what="chk", well=False, how="failed (exited with status 1)"
            ),
        ),
        (
            "VRRP_Script(chk) timed_out",
            CheckTurned(**HERE, kind="check", what="chk", well=False, how="timed_out"),
        ),
        ("VRRP_Script(chk) succeeded", CheckTurned(**HERE, kind="check", what="chk", well=True)),
        (
            "Quorum lost for tracked process haproxy",
            CheckTurned(**HERE, kind="process", what="haproxy", well=False),
        ),
        (
            "(VI_01): tracked file health now FAULT state",
            CheckTurned(**HERE, kind="file", what="health", well=False),
        ),
        (
            "Netlink reports ens18 down",
            CheckTurned(**HERE, kind="interface", what="ens18", well=False),
        ),
        ("Starting Keepalived v2.2.7 (01/16,2022)", Started(**HERE, program="keepalived")),
        ("Stopping", Stopping(**HERE, program="keepalived")),
        ("Stopped Keepalived v2.3.4 (06/10,2025)", Stopped(**HERE, program="keepalived")),
        (
            "VRRP child process(6) died: Exiting",
            Died(**HERE, program="keepalived", how="its VRRP process died"),
        ),
        ("Reloading ...", Reloaded(**HERE, program="keepalived")),
        ("Stopped - used (self/children) 0.01/0.02 user time", None),
        ("(VI_01) Receive advertisement timeout", None),
        pytest.param(
            f"(VI_01) Changing effective priority from 100 to {'9' * 5000}", None, id="many digits"
        ),
        ("(VI_01) Changing effective priority from \u0661 to \u0662", None),
        ("Startup complete", None),
    ],
)
def test_keepalived(text: str, meant: Happening | None) -> None:
    assert said(KEEPALIVED, text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "keepalived.service: Main process exited, code=killed, status=9/KILL",
            Died(**HERE, program="keepalived", how="code=killed, status=9/KILL"),
        ),
        ("haproxy.service: Main process exited, code=exited, status=143/n/a", None),
        (
            "haproxy.service: Main process exited, code=exited, status=1/FAILURE",
            Died(**HERE, program="haproxy", how="code=exited, status=1/FAILURE"),
        ),
        ("haproxy.service: Start request repeated too quickly.", GaveUp(**HERE, program="haproxy")),
        (
            "Stopping keepalived.service - Keepalive Daemon (LVS and VRRP)...",
            Stopping(**HERE, program="keepalived"),
        ),
        (
            "Stopping Keepalive Daemon (LVS and VRRP)...",
            Stopping(**HERE, program="keepalived"),
        ),
        (
            "Started haproxy.service - HAProxy Load Balancer.",
            Started(**HERE, program="haproxy"),
        ),
        ("Stopped HAProxy Load Balancer.", Stopped(**HERE, program="haproxy")),
        ("Started session-1.scope - Session 1 of User root.", None),
    ],
)
def test_systemd(text: str, meant: Happening | None) -> None:
    assert said(SYSTEMD_SAYS, text) == meant


def test_the_kernel_boots() -> None:
    assert said(KERNEL, "Linux version 6.1.0-28-amd64 (debian-kernel)") == Booted(**HERE)
    assert said(KERNEL, "[    0.000000] Linux version 6.1.0") == Booted(**HERE)
    assert said(KERNEL, "ens18: link is up") is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "Server back/web1 is DOWN, reason: Layer4 connection problem, info: refused, check",
            ServerTurned(**HERE, server="back/web1", up=False, why="Layer4 connection problem"),
        ),
        (
            "[WARNING]  (7) : Server back/web1 is UP, reason: Layer4 check passed",
            ServerTurned(**HERE, server="back/web1", up=True),
        ),
        ("backend back has no server available!", BackendEmpty(**HERE, backend="back")),
        (
            "[ALERT]    (7) : backend 'back' has no server available!",
            BackendEmpty(**HERE, backend="back"),
        ),
        (
            "[ALERT]    (3) : Binding [/etc/haproxy/haproxy.cfg:15] for frontend web: cannot bind "
            "socket (Address already in use) for [0.0.0.0:80]",
            CannotStart(**HERE, why="cannot bind socket (Address already in use) for [0.0.0.0:80]"),
        ),
        ("[NOTICE]   (3) : New worker (7) forked", None),
    ],
)
def test_haproxy(text: str, meant: Happening | None) -> None:
    assert said(HAPROXY, text) == meant


FRONT = "192.0.2.7:39120 [23/Nov/2026:12:59:02.341] web~ back/web1 "


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        (FRONT + '0/0/0/0/0 200 85 - - ---- 28/28/13/6/0 0/0 "GET / HTTP/1.1"', "answered"),
        (FRONT + '0/0/0/0/0 404 85 - - ---- 28/28/13/6/0 0/0 "GET / HTTP/1.1"', "answered"),
        (FRONT + '0/0/-1/-1/3003 503 217 - - SC-- 2/2/1/0/3 0/0 "GET / HTTP/1.1"', "failed"),
        (FRONT + '-1/-1/-1/-1/5 -1 0 - - CR-- 2/2/0/0/0 0/0 "<BADREQ>"', "failed"),
        (FRONT + '0/0/0/1/8021 200 102000 - - CD-- 2/2/1/0/0 0/0 "GET / HTTP/1.1"', "broken"),
        (FRONT + '0/0/0/1/+8 200 +85 a=b - --VN 2/2/1/0/0 0/0 {h} "GET / HTTP/1.1"', "answered"),
        (FRONT + "0/0/5007 212 -- 0/0/0/0/3 0/0", "answered"),
        (FRONT + "0/0/5007 212 cD 0/0/0/0/3 0/0", "broken"),
        ("Connect from 192.0.2.7:39120 to 192.0.2.9:80 (web/HTTP)", None),
        ("Proxy web started.", None),
    ],
)
def test_how_a_request_ended(text: str, ended: str | None) -> None:
    assert outcome(text) == ended
