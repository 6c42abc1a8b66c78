# SPDX-License-Identifier: Apache-2.0
"""What the daemons do about faults that a page's files and `-t` alone do not show."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.check.daemons import said

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.drill.play import drill
from holdfast.drill.record import Drilled
from holdfast.drill.registry import FAULTS
from holdfast.drill.stage.stage import stage
from holdfast.lab.deadlines import SETTLE_MS
from holdfast.lab.events import AddressChanged, active_state
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.vrrp_log import vrrp_states
from holdfast.load.site import load

pytestmark = pytest.mark.lab

HAPROXY_CFG = """\
defaults
    mode http
    timeout connect 5s
    timeout client 50s
    timeout server 50s

frontend web
    bind 172.22.21.36:80 transparent
    default_backend web

backend web
    server web1 172.22.21.101:80
"""
KEEPALIVED_CONF = """\
global_defs {
    enable_script_security
    script_user root
}

vrrp_script chk_haproxy {
    script "%s"
    interval 1
    fall 2
}

vrrp_instance VI_01 {
    interface ens18
    virtual_router_id 51
    priority %d
%s    track_script {
        chk_haproxy
    }
    virtual_ipaddress {
        172.22.21.36/24
    }
}
"""
NODES = ("lb1", "lb2")
VIP = "172.22.21.36"
PROCESS = "/usr/bin/pgrep -x haproxy"
SOCKET = "/usr/bin/socat /dev/null UNIX-CONNECT:/run/haproxy/admin.sock"
STOP = '    notify_backup "/usr/bin/systemctl stop haproxy"\n'


def pair(folder: Path, check_line: str, notify: str = "") -> Path:
    for number, priority in ((1, 101), (2, 100)):
        etc = folder / f"lb{number}" / "etc"
        (etc / "haproxy").mkdir(parents=True)
        (etc / "keepalived").mkdir()
        (etc / "haproxy" / "haproxy.cfg").write_text(HAPROXY_CFG)
        text = KEEPALIVED_CONF % (check_line, priority, notify)
        (etc / "keepalived" / "keepalived.conf").write_text(text)
    return folder


def played(folder: Path, name: str) -> Drilled:
    faults = [fault for fault in FAULTS if fault.name == name]
    return drill(load([str(folder)]), faults, lambda _what: None)


@contextmanager
def booted(folder: Path) -> Iterator[Lab]:
    with Lab(stage(load([str(folder)])).spec) as lab:
        lab.boot()
        yield lab


def in_fault_everywhere(lab: Lab) -> bool:
    return set(vrrp_states(lab.events()).values()) == {"FAULT"}


def rules_of(folder: Path) -> set[str]:
    return {f.rule for f in check(load([str(folder)]), RULES) if f.severity == "error"}


def test_a_check_of_the_vip_leaves_it_without_an_owner(tmp_path: Path) -> None:
    folder = pair(tmp_path, "/usr/bin/curl -sf -o /dev/null --max-time 1 http://172.22.21.36/")

    assert rules_of(folder) == {"check-port-only-on-vip"}
    with booted(folder) as lab:
        lab.eventually(lambda: verdicts(lab), within=SETTLE_MS, what="the first run")
        lab.run("lb1", "sleep", "4")  # longer than an election takes
        assert [text.rpartition(" ")[2] for text in verdicts(lab)] == ["timed_out"]
        assert lab.owners(VIP) == ()


def test_a_notify_line_that_stops_haproxy_leaves_no_backup(tmp_path: Path) -> None:
    folder = pair(tmp_path, PROCESS, STOP)

    assert rules_of(folder) == {"haproxy-stopped-by-notify"}
    with booted(folder) as lab:
        lab.eventually(lambda: in_fault_everywhere(lab), within=SETTLE_MS, what="FAULT")
        assert lab.owners(VIP) == ()
        assert "active" not in [
            active_state(lab.unit_states()[node, "haproxy.service"].phase) for node in NODES
        ]


def test_a_node_without_keepalived_conf_never_takes_over(tmp_path: Path) -> None:
    folder = pair(tmp_path, PROCESS)
    (folder / "lb2/etc/keepalived/keepalived.conf").unlink()

    assert rules_of(folder) == {"config-missing-on-one-node"}
    with booted(folder) as lab:
        lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=SETTLE_MS, what="an owner")
        lab.power_off("lb1")
        lab.run("lb2", "sleep", "5")  # longer than a lost node's election takes
        assert lab.owners(VIP) == ()


def test_dash_connects_to_nothing(tmp_path: Path) -> None:
    folder = pair(tmp_path, "</dev/tcp/127.0.0.1/80")
    for path in folder.glob("lb*/etc/haproxy/haproxy.cfg"):
        path.write_text(path.read_text().replace("172.22.21.36:80 transparent", ":80"))

    assert rules_of(folder) == {"script-uses-shell-syntax"}
    with booted(folder) as lab:
        verdict = lab.eventually(lambda: verdicts(lab), within=SETTLE_MS, what="the first run")
        lab.run("lb1", "sleep", "4")  # longer than an election takes
        assert [text.rpartition("(")[2] for text in verdict] == ["exited with status 2)"]
        assert lab.owners(VIP) == ()


def test_a_program_without_its_arguments_keeps_every_node_in_fault(tmp_path: Path) -> None:
    folder = pair(tmp_path, PROCESS)
    for path in folder.glob("lb*/etc/keepalived/keepalived.conf"):
        path.write_text(path.read_text().replace(f'"{PROCESS}"', PROCESS))

    assert rules_of(folder) == {"script-arguments-unquoted"}
    with booted(folder) as lab:
        verdict = lab.eventually(lambda: verdicts(lab), within=SETTLE_MS, what="the first run")
        lab.run("lb1", "sleep", "4")  # longer than an election takes
        assert [text.rpartition("(")[2] for text in verdict] == ["exited with status 2)"]
        assert lab.owners(VIP) == ()


@pytest.mark.parametrize("text", ["exit 1\n", "#!/bin/sh\r\nexit 1\r\n"])
def test_a_script_without_an_interpreter_counts_as_a_success(tmp_path: Path, text: str) -> None:
    pair(tmp_path, "/etc/keepalived/check.sh")
    for name in ("lb1", "lb2"):
        script = tmp_path / name / "etc" / "keepalived" / "check.sh"
        script.write_text(text, newline="")
        script.chmod(0o755)

    drilled = played(tmp_path, "keepalived-stop")

    assert rules_of(tmp_path) == {"script-without-interpreter"}
    assert drilled.control.owners[-1].owners == ("lb1",)


@pytest.mark.parametrize(
    ("drop_in", "found", "first"),
    [
        ("", {"slow-rise-at-boot"}, "failed (exited with status 1)"),
        ("[Unit]\nAfter=haproxy.service\n", set(), "succeeded"),
    ],
)
def test_the_first_run_at_boot_finds_haproxy_only_where_keepalived_waits(
    tmp_path: Path, drop_in: str, found: set[str], first: str
) -> None:
    folder = pair(tmp_path, SOCKET)
    for path in folder.glob("lb*/etc/keepalived/keepalived.conf"):
        path.write_text(path.read_text().replace("fall 2", "fall 2\n    rise 20"))
    for path in folder.glob("lb*/etc/haproxy/haproxy.cfg"):
        path.write_text(f"global\n    stats socket /run/haproxy/admin.sock\n\n{path.read_text()}")
        order = path.parents[1] / "systemd/system/keepalived.service.d/order.conf"
        order.parent.mkdir(parents=True)
        order.write_text(drop_in)
        slow = path.parents[1] / "systemd/system/haproxy.service.d/slow.conf"
        slow.parent.mkdir()
        slow.write_text("[Service]\nExecStartPre=/bin/sleep 0.5\n")
    assert rules_of(folder) == found

    with booted(folder) as lab:
        verdict = lab.eventually(lambda: verdicts(lab), within=SETTLE_MS, what="the first run")

    assert verdict[0].endswith(f"VRRP_Script(chk_haproxy) {first}")


def verdicts(lab: Lab) -> list[str]:
    return [line.text for line in lab.logs("lb1") if "VRRP_Script(" in line.text]


def test_the_vip_stays_with_a_dead_haproxy_until_the_last_run(tmp_path: Path) -> None:
    folder = pair(tmp_path, PROCESS)
    for path in folder.glob("lb*/etc/keepalived/keepalived.conf"):
        path.write_text(path.read_text().replace("fall 2", "fall 13"))
    assert rules_of(folder) == {"check-fails-too-late"}

    with booted(folder) as lab:
        lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=SETTLE_MS, what="an owner")
        died = now_ms()
        lab.hold("lb1", "haproxy.service")
        lab.eventually(lambda: lab.owners(VIP) == ("lb2",), within=2 * SETTLE_MS, what="it moves")
        events = lab.events(died)

    came = next(e.ms for e in events if isinstance(e, AddressChanged) and e.node == "lb2")
    assert came - died > SETTLE_MS  # never less than twelve intervals, however slow the machine


def test_a_check_that_finds_itself_succeeds_while_haproxy_is_dead(tmp_path: Path) -> None:
    check = "/etc/keepalived/check_haproxy.sh"
    folder = pair(tmp_path, check)
    for name in NODES:
        script = folder / name / check.lstrip("/")
        script.write_text('#!/bin/sh\nif [ -z "$(pgrep haproxy)" ]; then\n    exit 1\nfi\n')
        script.chmod(0o755)
    assert rules_of(folder) == {"pgrep-matches-itself"}

    with booted(folder) as lab:
        lab.eventually(lambda: lab.owners(VIP) == ("lb1",), within=SETTLE_MS, what="an owner")
        lab.systemctl("lb1", "stop", "haproxy")
        lab.run("lb1", "sleep", "4")  # longer than the check, and an election, take
        assert [text.rpartition(" ")[2] for text in verdicts(lab)] == ["succeeded"]
        assert lab.owners(VIP) == ("lb1",)


def test_a_script_that_everybody_may_write_is_dropped(tmp_path: Path) -> None:
    script = tmp_path / "lb1" / "etc" / "keepalived" / "check.sh"
    pair(tmp_path, "/etc/keepalived/check.sh")
    script.write_text("#!/bin/sh\npgrep -x haproxy\n")
    script.chmod(0o777)

    assert "script-writable-by-others" in rules_of(tmp_path)
    assert said(tmp_path / "lb1", "keepalived") == (
        "Disabling track script chk_haproxy due to insecure",
    )


def test_haproxy_does_not_start_without_a_file_that_it_names(tmp_path: Path) -> None:
    named = tmp_path / "503.http"
    config = tmp_path / "haproxy.cfg"
    config.write_text(f"defaults\n    mode http\n    errorfile 503 {named}\n")

    done = subprocess.run(
        ["/usr/sbin/haproxy", "-c", "-f", config], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert f"error opening file '{named}'" in done.stderr
