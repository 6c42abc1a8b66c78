# SPDX-License-Identifier: Apache-2.0
"""What the daemons do about faults that a page's files and `-t` alone do not show."""

import subprocess
from pathlib import Path

import pytest
from tests.check.daemons import said

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.drill.play import drill
from holdfast.drill.record import Drilled
from holdfast.drill.registry import FAULTS
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
PROCESS = "/usr/bin/pgrep -x haproxy"
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


def owners(drilled: Drilled) -> set[tuple[str, ...]]:
    """Every set of owners that was seen."""
    records = (drilled.control, *drilled.drills)
    return {at.owners for record in records for at in record.owners}


def rules_of(folder: Path) -> set[str]:
    return {f.rule for f in check(load([str(folder)]), RULES) if f.severity == "error"}


def test_a_check_of_the_vip_leaves_it_without_an_owner(tmp_path: Path) -> None:
    folder = pair(tmp_path, "/usr/bin/curl -sf -o /dev/null --max-time 1 http://172.22.21.36/")

    drilled = played(folder, "boot")

    assert rules_of(folder) == {"check-port-only-on-vip"}
    assert owners(drilled) == {()}


def test_a_notify_line_that_stops_haproxy_leaves_no_backup(tmp_path: Path) -> None:
    folder = pair(tmp_path, PROCESS, STOP)

    drilled = played(folder, "keepalived-stop")

    assert rules_of(folder) == {"haproxy-stopped-by-notify"}
    assert drilled.control.haproxy_running == {"lb1": False, "lb2": False}
    assert owners(drilled) == {()}


def test_a_script_without_an_interpreter_counts_as_a_success(tmp_path: Path) -> None:
    pair(tmp_path, "/etc/keepalived/check.sh")
    for name in ("lb1", "lb2"):
        script = tmp_path / name / "etc" / "keepalived" / "check.sh"
        script.write_text("exit 1\n")
        script.chmod(0o755)

    drilled = played(tmp_path, "keepalived-stop")

    assert rules_of(tmp_path) == {"script-without-interpreter"}
    assert drilled.control.owners[-1].owners == ("lb1",)


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
