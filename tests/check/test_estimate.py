# SPDX-License-Identifier: Apache-2.0
"""The estimate against what was measured, and where it must not give a number.

The templates are those that well-known projects ship, cut down to what decides a fail-over; the
times are the measured column of the catalogue: HAProxy stays dead, the script's user exists.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from holdfast.check.estimate import Depends, Event, Moves, Never, Outcome, estimates
from holdfast.load.site import load
from holdfast.model.timing import Bounds

PASSWD = "root:x:0:0::/root:/bin/sh\nkeepalived_script:x:998:998::/:/usr/sbin/nologin\n"
HAPROXY = "frontend web\n    bind *:80\n    bind *:8443\n"
SLACK = 150.0
"""Milliseconds that a daemon and the client's own clock may take beside the timers."""


class Template(NamedTuple):
    """`first` and `second` stand in the instance of lb1 and of lb2; times in seconds."""

    script: str
    first: str
    second: str
    interval: int = 1
    fall: int = 1
    weight: int = 0
    advert: int = 1
    program: str = ""
    measured: float | None = None

    def conf(self, own: str) -> str:
        weight = f"    weight {self.weight}\n" if self.weight else ""
        return (
            "global_defs {\n    enable_script_security\n}\n"
            f'vrrp_script chk {{\n    script "{self.script}"\n    interval {self.interval}\n'
            f"    fall {self.fall}\n{weight}}}\n"
            "vrrp_instance VI {\n    interface ens18\n    virtual_router_id 51\n"
            f"    advert_int {self.advert}\n    {own}\n"
            "    track_script {\n        chk\n    }\n"
            "    virtual_ipaddress {\n        172.22.21.36/24\n    }\n}\n"
        )


CURL = "curl -sfk --max-time 2 https://localhost:8443/healthz -o /dev/null"
PID = "#!/bin/sh\nkill -0 $(cat /run/haproxy.pid)\n"
SOCAT = "#!/bin/sh\necho 'show info' | socat unix-connect:/run/haproxy/admin.sock stdio\n"

TEMPLATES = {
    "roxy-wi, return_master": Template(
        "systemctl is-active --quiet haproxy",
        "state MASTER\n    priority 152",
        "state BACKUP\n    priority 101",
        interval=2,
        weight=3,
    ),
    "roxy-wi": Template(
        "systemctl is-active --quiet haproxy",
        "state MASTER\n    priority 102",
        "state BACKUP\n    priority 101",
        interval=2,
        weight=3,
        measured=3.2,
    ),
    "haproxy-openmanager": Template(
        "pidof haproxy", "priority 100", "priority 90", interval=2, fall=2, weight=-11, measured=7.1
    ),
    "haproxy-openmanager, old installer": Template(
        "killall -0 haproxy || exit 1", "priority 100", "priority 90", interval=2, weight=-2
    ),
    "kolla-ansible": Template(
        "/check_alive.sh",
        "nopreempt\n    priority 2",
        "nopreempt\n    priority 1",
        interval=2,
        fall=2,
        program=SOCAT,
        measured=3.8,
    ),
    "openstack-ansible": Template(
        "/etc/keepalived/check.sh",
        "priority 100",
        "priority 50",
        interval=5,
        fall=3,
        program=PID,
        measured=10.7,
    ),
    "octavia": Template(
        "/var/lib/octavia/vrrp/check_script.sh",
        "nopreempt\n    priority 100",
        "nopreempt\n    priority 90",
        interval=5,
        fall=2,
        program=SOCAT,
        measured=10.5,
    ),
    "openshift": Template(
        "timeout 1.9 " + CURL,
        "priority 40",
        "priority 40",
        interval=2,
        fall=3,
        weight=20,
        measured=9.3,
    ),
    "kubeadm": Template(
        "/etc/keepalived/check_apiserver.sh",
        "state MASTER\n    priority 101",
        "state BACKUP\n    priority 100",
        interval=3,
        fall=10,
        weight=-2,
        program=f"#!/bin/sh\n{CURL} || exit 1\n",
        measured=31.3,
    ),
    "autobase": Template(
        "/usr/libexec/keepalived/haproxy_check.sh",
        "priority 100",
        "priority 100",
        interval=2,
        weight=2,
        advert=2,
        program=PID,
        measured=7.0,
    ),
    "the fastest stock one": Template(
        "pidof haproxy", "priority 101", "priority 100", fall=2, measured=2.4
    ),
}


def outcomes(template: Template, folder: Path) -> dict[Event, Outcome]:
    for node, own in (("lb1", template.first), ("lb2", template.second)):
        files = {
            "etc/keepalived/keepalived.conf": template.conf(own),
            "etc/haproxy/haproxy.cfg": HAPROXY,
            "etc/passwd": PASSWD,
        }
        if template.program:
            files[template.script.lstrip("/")] = template.program
        for name, text in files.items():
            path = folder / node / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755 if text.startswith("#!") else 0o644)
    return {found.event: found.outcome for found in estimates(load([str(folder)]))}


@pytest.mark.parametrize("name", [n for n, t in TEMPLATES.items() if t.measured is not None])
def test_what_was_measured_lies_within_the_bounds(name: str, tmp_path: Path) -> None:
    template = TEMPLATES[name]
    assert template.measured is not None
    measured = template.measured * 1000

    found = outcomes(template, tmp_path)["haproxy-gone"]

    assert isinstance(found, Moves), found
    assert found.ms.min - SLACK <= measured <= found.ms.max + SLACK
    assert found.ms.max - found.ms.min <= (template.interval + template.advert) * 1000


@pytest.mark.parametrize("name", [n for n, t in TEMPLATES.items() if t.measured is None])
def test_what_never_moved_never_moves(name: str, tmp_path: Path) -> None:
    found = outcomes(TEMPLATES[name], tmp_path)["haproxy-gone"]

    assert isinstance(found, Never), found


def test_node_level_events_take_the_measured_times(tmp_path: Path) -> None:
    """keepalived stopped 0.6 s, link down 3.3 s, at priority 100."""
    found = outcomes(TEMPLATES["the fastest stock one"], tmp_path)

    stopped, lost = found["keepalived-stop"], found["node-power"]

    assert isinstance(stopped, Moves)
    assert stopped.ms == Bounds(609.375, 609.375)
    assert isinstance(lost, Moves)
    assert lost.ms == Bounds(2609.375, 3609.375)
    assert (stopped.to, lost.to) == ("lb2", "lb2")


PAIR = TEMPLATES["the fastest stock one"]


def test_an_opaque_script_gives_its_path_and_no_number(tmp_path: Path) -> None:
    program = "#!/usr/bin/python3\nimport sys\nsys.exit(1)\n"
    template = PAIR._replace(script="/usr/local/bin/alive", program=program)

    assert outcomes(template, tmp_path)["haproxy-gone"] == Depends(("/usr/local/bin/alive",))


def test_an_opaque_script_that_cannot_move_anything_never_does(tmp_path: Path) -> None:
    template = PAIR._replace(
        script="/usr/local/bin/alive", weight=-1, first="priority 110", second="priority 100"
    )

    assert outcomes(template, tmp_path)["haproxy-gone"] == Never(
        "at the worst word of /usr/local/bin/alive lb1 falls to 109, and lb2 has 100"
    )


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            {"script": "ping -c 1 172.22.21.1"},
            "nothing that lb1 tracks fails when HAProxy is dead",
        ),
        (
            {"weight": -1, "first": "priority 110"},
            "lb1 falls to 109, and lb2 has 100",
        ),
        (
            {"weight": -20, "second": "nopreempt\n    priority 100"},
            "lb1 falls to 81 and goes on advertising, and `nopreempt` lets lb2 wait",
        ),
    ],
)
def test_never_says_why(change: dict[str, str], why: str, tmp_path: Path) -> None:
    found = outcomes(PAIR._replace(**change), tmp_path)["haproxy-gone"]  # type: ignore[arg-type]

    assert found == Never(why)


def test_a_script_without_its_user_is_dropped_and_nothing_moves(tmp_path: Path) -> None:
    outcomes(PAIR, tmp_path)
    for node in ("lb1", "lb2"):
        (tmp_path / node / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\n")

    [found, *_] = estimates(load([str(tmp_path)]))

    assert found.outcome == Never(
        "keepalived drops the check chk on lb1: it would run as keepalived_script, a user who is "
        "not there"
    )


def test_a_weight_costs_the_silence_and_no_weight_the_skew(tmp_path: Path) -> None:
    fault = outcomes(PAIR, tmp_path / "a")["haproxy-gone"]
    weighed = outcomes(PAIR._replace(weight=-2), tmp_path / "b")["haproxy-gone"]

    assert isinstance(fault, Moves)
    assert fault.why == "chk fails within 1.0 to 2.0 s, then FAULT, priority 0 is sent: 0.6 s"
    assert isinstance(weighed, Moves)
    assert weighed.why == (
        "chk fails within 1.0 to 2.0 s, then the lower priority 99 is not listened to: 2.6 to 3.6 s"
    )


def test_a_preempt_delay_is_added(tmp_path: Path) -> None:
    template = PAIR._replace(weight=-2, second="preempt_delay 10\n    priority 100")

    found = outcomes(template, tmp_path)["haproxy-gone"]

    assert isinstance(found, Moves)
    assert found.ms == Bounds(13609.375, 16609.375)


def test_where_haproxy_cannot_bind_the_vip_nobody_answers(tmp_path: Path) -> None:
    outcomes(PAIR, tmp_path)
    (tmp_path / "lb2/etc/haproxy/haproxy.cfg").write_text("frontend w\n    bind 172.22.21.36:80\n")

    whys = {found.outcome for found in estimates(load([str(tmp_path)]))}

    assert whys == {
        Never(
            "lb2 becomes the owner, and HAProxy is not running there: it could not bind "
            "172.22.21.36:80, see vip-bind-race"
        )
    }


def test_a_group_of_one_node_never_moves(tmp_path: Path) -> None:
    outcomes(PAIR, tmp_path)

    found = estimates(load([str(tmp_path / "lb1")]))

    assert {estimate.outcome for estimate in found} == {Never("only lb1 is in this group")}


def test_a_check_of_the_sync_group_s_other_member_moves_it_too(tmp_path: Path) -> None:
    outcomes(PAIR, tmp_path)
    for node in ("lb1", "lb2"):
        conf = tmp_path / node / "etc/keepalived/keepalived.conf"
        conf.write_text(
            conf.read_text() + "vrrp_instance IN {\n    interface ens19\n    virtual_router_id 52\n"
            "    virtual_ipaddress {\n        10.0.0.36/24\n    }\n}\n"
            "vrrp_sync_group G {\n    group {\n        VI\n        IN\n    }\n}\n"
        )

    found = {(e.group, e.event): e.outcome for e in estimates(load([str(tmp_path)]))}

    assert isinstance(found["IN", "haproxy-gone"], Moves)


def test_a_tracked_process_is_heard_of_at_once(tmp_path: Path) -> None:
    outcomes(PAIR, tmp_path)
    for node in ("lb1", "lb2"):
        conf = tmp_path / node / "etc/keepalived/keepalived.conf"
        tracked = "vrrp_track_process lb {\n    process haproxy\n}\n"
        text = conf.read_text().replace("vrrp_instance", tracked + "vrrp_instance")
        conf.write_text(text.replace("track_script {\n        chk", "track_process {\n        lb"))

    [found, *_] = estimates(load([str(tmp_path)]))

    assert isinstance(found.outcome, Moves)
    assert found.outcome.ms == Bounds(609.375, 709.375)
