# SPDX-License-Identifier: Apache-2.0
"""Inside a node: its files, its names, its systemctl, its interfaces."""

from collections.abc import Iterator

import pytest
from tests.lab.pair import VIP, bare, lab_of, node

from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.events import BootProblem, UnitChanged
from holdfast.lab.lab import Lab
from holdfast.lab.spec import Node, NodeFile, Stanza, UnitSpec

pytestmark = pytest.mark.lab

SLEEPER = UnitSpec("sleeper.service", exec_start=("/opt/sleeper $WORDS",), enabled=False)
FORKER = UnitSpec("forker.service", exec_start=("/opt/forker",), type="forking", enabled=False)
STUBBORN = UnitSpec(
    "stubborn.service",
    exec_start=("/opt/stubborn",),
    timeout_stop_s=0.3,
    enabled=False,
)
LATE = UnitSpec(
    "late.service",
    exec_start=("/bin/sleep 1000",),
    after=("first.service",),
    exec_stop_post=("/bin/sh -c 'echo $SERVICE_RESULT >/run/late'",),
)
FIRST = UnitSpec("first.service", exec_start=("/bin/sleep 0.2",), type="oneshot")

FILES = {
    "/opt/sleeper": NodeFile(b'#!/bin/sh\necho "got $*"\nexec sleep 1000\n', 0o755),
    "/opt/forker": NodeFile(b"#!/bin/sh\nsleep 1000 &\n", 0o755),
    "/opt/stubborn": NodeFile(b"#!/bin/sh\ntrap '' TERM\necho deaf\nsleep 1000 & wait\n", 0o755),
    "/check_alive.sh": NodeFile(b"#!/bin/sh\nexit 7\n", 0o755),
    "/usr/local/bin/own": NodeFile(b"#!/bin/sh\necho own\n", 0o755),
    "/bin/other": NodeFile(b"#!/bin/sh\necho other\n", 0o755),
    "/etc/secret": NodeFile(b"\0\xff no newline", 0o640),
    "/etc/group": NodeFile(b"root:x:0:\nbob:x:77:\n"),
    "/var/lib/octavia/vrrp/check_script.sh": NodeFile(b"#!/bin/sh\nexit 0\n", 0o755),
}


def full_node() -> Node:
    units = (SLEEPER, FORKER, STUBBORN, LATE, FIRST)
    one = bare("lb1", *units, files=FILES)
    return Node(
        "lb1",
        files=one.files,
        interfaces=one.interfaces,
        routes=one.routes,
        sysctls=(
            ("net.ipv4.ip_nonlocal_bind", "1"),
            ("net/ipv4/conf/dummy0/arp_ignore", "1"),
            ("net.ipv4.conf.*.rp_filter", "2"),
            ("vm.swappiness", "7"),
            ("-net.ipv4.no_such_setting", "1"),
            ("net.ipv4.no_such_either", "1"),
        ),
        stanzas=(
            Stanza(
                "dummy0",
                addresses=("10.9.9.9/32", "fd00:9::9/128"),
                pre_up=("ip link add dummy0 type dummy",),
                up=("echo $IFACE >/run/hook",),
            ),
            Stanza("keep0", kind="dummy", addresses=("10.9.9.10/32",)),
            Stanza("broken0", pre_up=("exit 3",)),
        ),
        units=units,
    )


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(lab_of(full_node())) as lab:
        lab.boot()
        lab.eventually(
            lambda: ("lb1", "late.service") in lab.unit_states(), within=SETTLE_MS, what="the boot"
        )
        yield lab


def out(lab: Lab, *argv: str) -> str:
    return lab.run("lb1", *argv).output


def test_files_are_at_their_real_paths_byte_for_byte_with_their_modes(lab: Lab) -> None:
    assert lab.run("lb1", "/check_alive.sh").status == 7
    assert out(lab, "own") == "own\n"
    assert out(lab, "/usr/bin/other") == "other\n"
    assert out(lab, "od", "-An", "-tx1", "/etc/secret").split()[:2] == ["00", "ff"]
    assert out(lab, "stat", "-c", "%a %U", "/etc/secret") == "640 root\n"
    assert lab.run("lb1", "/var/lib/octavia/vrrp/check_script.sh").status == 0


def test_nothing_of_this_machine_s_settings_is_there(lab: Lab) -> None:
    assert out(lab, "ls", "/usr/local/bin") == "own\n"
    assert out(lab, "cat", "/etc/resolv.conf") == ""
    assert out(lab, "ls", "/etc/keepalived", "/etc/default", "/home", "/root").count("\n\n") == 3
    assert out(lab, "hostname") == "lb1\n"
    assert out(lab, "getent", "hosts", "lb1").split() == ["172.22.21.10", "lb1"]
    assert "172.22.21.1 " in out(lab, "ip", "route", "show", "default")


def test_only_known_users_exist(lab: Lab) -> None:
    assert out(lab, "id", "haproxy").startswith("uid=0(root)")
    assert lab.run("lb1", "getent", "passwd", "keepalived_script").status == 2
    assert out(lab, "getent", "group", "bob") == "bob:x:0:\n"
    assert lab.run("lb1", "getent", "group", "haproxy").status == 2


def test_no_process_of_the_lab_looks_like_a_daemon(lab: Lab) -> None:
    assert out(lab, "ps", "-o", "comm=,args=", "-p", "1").split() == ["systemd", "/sbin/init"]
    assert lab.run("lb1", "pgrep", "-f", "python|haproxy|keepalived").status == 1


def test_there_is_no_way_out(lab: Lab) -> None:
    links = out(lab, "ip", "-br", "link").split("\n")
    assert sorted(one.split("@")[0].split()[0] for one in links if one) == [
        "dummy0", "ens18", "keep0", "lo",
    ]  # fmt: skip
    tried = lab.run("lb1", "bash", "-c", "exec 3<>/dev/tcp/192.0.2.1/80")
    assert (tried.status, "unreachable" in tried.output) == (1, True), tried
    assert lab.run("lb1", "bash", "-c", "exec 3<>/dev/tcp/172.22.21.101/80").status == 0


def test_sysctls_are_set_and_what_cannot_be_is_told(lab: Lab) -> None:
    assert out(lab, "cat", "/proc/sys/net/ipv4/ip_nonlocal_bind") == "1\n"
    assert out(lab, "cat", "/proc/sys/net/ipv4/conf/dummy0/arp_ignore") == "1\n"
    assert out(lab, "cat", "/proc/sys/net/ipv4/conf/ens18/rp_filter") == "2\n"
    assert out(lab, "cat", "/proc/sys/net/ipv4/conf/ens18/arp_ignore") == "0\n"
    problems = [event for event in lab.events() if isinstance(event, BootProblem)]
    assert [(one.subject, one.text) for one in problems] == [
        ("sysctl", "net/ipv4/conf/dummy0/arp_ignore = 1: No such file or directory"),
        ("sysctl", "net.ipv4.no_such_either = 1: No such file or directory"),
        ("interface", "broken0: pre-up exit 3: exit status 3"),
    ]


def test_stanzas_come_up_with_their_hooks(lab: Lab) -> None:
    assert ("dummy0", "10.9.9.9/32") in lab.addresses("lb1")
    assert ("dummy0", "fd00:9::9/128") in lab.addresses("lb1")
    assert ("keep0", "10.9.9.10/32") in lab.addresses("lb1")
    assert out(lab, "cat", "/run/hook") == "dummy0\n"
    assert "NOARP" in out(lab, "ip", "link", "show", "dummy0")
    assert "tentative" not in out(lab, "ip", "-6", "addr", "show", "dummy0")


def test_systemctl_says_what_systemd_says(lab: Lab) -> None:
    for words, status, text in (
        (("is-active", "sleeper"), 3, "inactive"),
        (("is-active", "nothing"), 4, "inactive"),
        (("start", "nothing"), 5, "Unit nothing.service not found."),
        (("stop", "nothing"), 5, "Unit nothing.service not loaded."),
        (("status", "nothing"), 4, "Unit nothing.service could not be found."),
        (("is-enabled", "sleeper"), 1, "disabled"),
        (("is-enabled", "late"), 0, "enabled"),
        (("is-failed", "sleeper"), 1, "inactive"),
        (("reload", "sleeper"), 1, "sleeper.service is not active, cannot reload."),
        (("edit", "sleeper"), 1, "systemctl edit: not available in the lab."),
        (("daemon-reload",), 0, ""),
        (("show", "-p", "ActiveState,MainPID", "sleeper"), 0, "ActiveState=inactive\nMainPID=0"),
        (("show", "-p", "ActiveState", "--value", "sleeper"), 0, "inactive"),
    ):
        ran = lab.run("lb1", "systemctl", *words)
        assert (ran.status, text in ran.output) == (status, True), (words, ran)


def test_a_unit_starts_and_stops_and_its_output_is_in_the_log(lab: Lab) -> None:
    assert lab.run("lb1", "systemctl", "start", "sleeper.service").status == 0
    assert lab.run("lb1", "systemctl", "is-active", "--quiet", "sleeper").status == 0
    lab.eventually(
        lambda: [one.text for one in lab.logs("lb1", "sleeper.service")] == ["got "],
        within=SETTLE_MS,
        what="its line",
    )
    assert lab.run("lb1", "systemctl", "kill", "-s", "KILL", "sleeper").status == 0
    lab.eventually(
        lambda: lab.unit_states()["lb1", "sleeper.service"].result == "signal",
        within=SETTLE_MS,
        what="its death",
    )
    assert lab.run("lb1", "pgrep", "-f", "sleep 1000").output.count("\n") == 1  # late.service


def test_many_callers_at_once_each_get_their_answer(lab: Lab) -> None:
    script = "for i in 1 2 3 4 5 6 7 8; do systemctl is-enabled late & done; wait"
    assert out(lab, "sh", "-c", script) == "enabled\n" * 8


def test_a_forking_service_has_its_remaining_process_as_main(lab: Lab) -> None:
    assert lab.systemctl("lb1", "start", "forker").status == 0
    assert lab.unit_states()["lb1", "forker.service"].main_pid > 0
    assert lab.systemctl("lb1", "stop", "forker").status == 0
    assert lab.systemctl("lb1", "show", "-p", "Result", "forker").output == "Result=success"


def test_what_ignores_sigterm_is_killed_after_its_timeout(lab: Lab) -> None:
    assert lab.systemctl("lb1", "start", "stubborn").status == 0
    lab.eventually(lambda: lab.logs("lb1", "stubborn.service"), within=SETTLE_MS, what="deaf")
    assert lab.systemctl("lb1", "stop", "stubborn").status == 0
    assert lab.unit_states()["lb1", "stubborn.service"].result == "timeout"


def test_after_orders_the_boot_and_stop_post_knows_the_result(lab: Lab) -> None:
    changes = [event for event in lab.events() if isinstance(event, UnitChanged)]
    late = [event.ms for event in changes if event.unit == "late.service"]
    first = [event for event in changes if event.unit == "first.service"]
    first_over = next(event.ms for event in first if event.phase == "inactive")
    late_begins = late[0]
    assert late_begins >= first_over
    lab.systemctl("lb1", "stop", "late")
    assert out(lab, "cat", "/run/late") == "success\n"


def test_log_lines_from_dev_log_belong_to_their_unit(lab: Lab) -> None:
    assert lab.run("lb1", "logger", "-t", "me", "hello").status == 0
    lab.eventually(
        lambda: [one for one in lab.logs("lb1") if one.text == "me: hello"],
        within=SETTLE_MS,
        what="the line",
    )


def test_a_vip_with_a_24_on_a_dummy_of_both_nodes_answers_arp_twice() -> None:
    dummy = Stanza("dummy0", kind="dummy", addresses=(f"{VIP}/24",))
    nodes = [node(name, options=" transparent", stanzas=(dummy,)) for name in ("lb1", "lb2")]
    with Lab(lab_of(*nodes)) as lab:
        lab.boot()
        assert len(lab.arp(VIP)) == 2
        assert lab.arp("172.22.21.10") == (lab.arp("172.22.21.10")[0],)
        assert lab.arp("172.22.21.200") == ()
        assert len(lab.arp("172.22.21.101")) == 1
