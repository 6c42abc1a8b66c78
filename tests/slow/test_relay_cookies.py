# SPDX-License-Identifier: Apache-2.0
"""The relay where it remembers no handshake: made by SYN cookies, or one too many for its set."""

from pathlib import Path

import pytest
from tests.drill.relays import (
    BOTH,
    ask,
    begin,
    counted,
    ended,
    owned_by,
    running_site,
    runs,
    wait,
)

from holdfast.lab.lab import Lab
from holdfast.model.unit import HAPROXY, KEEPALIVED

pytestmark = pytest.mark.lab

FILL = """\
import subprocess
for begin in range(0, 65536, 1024):
    numbers = range(begin, begin + 1024)
    flows = (f"198.18.{n >> 8}.{n & 255} . 40000 . 172.22.21.36 . 80" for n in numbers)
    elements = ", ".join(f"{flow} timeout 10m" for flow in flows)
    command = f"add element ip holdfast_relay fresh {{ {elements} }}"
    subprocess.run(["nft", "-f", "-"], input=command, text=True, check=True)
"""
"""As a flood of SYNs leaves it, and for longer (addresses: RFC 2544)."""


@BOTH
def test_connections_from_cookies_are_known_and_survive(tmp_path: Path, version: str) -> None:
    always = (("net.ipv4.tcp_syncookies", "2"),)
    with running_site(tmp_path, sysctls=always) as lab:
        begin(lab, "hold", "20", version, "8")
        wait(lab, 5_500)  # longer than a handshake is remembered
        assert counted(lab, "lb1", "relayed") == 0
        lab.systemctl("lb1", "stop", KEEPALIVED)
        owned_by(lab, "lb2")
        assert ended(lab) == {"whole": 20}

        lab.hold("lb2", HAPROXY)
        assert ask(lab, "same_ports", "10", version)["failed"] == 0
        assert counted(lab, "lb2", "lent") == 200
        lab.release("lb2", HAPROXY)
        runs(lab, "lb2")


def fill(lab: Lab, name: str) -> None:
    """Let the set of the handshakes be full."""
    ran = lab.run(name, "/usr/bin/python3", "-c", FILL)
    assert ran.status == 0, ran.output


def test_what_is_too_much_to_remember_is_served_all_the_same_and_survives(tmp_path: Path) -> None:
    """The handshakes go around once, and come back."""
    with running_site(tmp_path) as lab:
        fill(lab, "lb1")
        before = counted(lab, "lb1", "relayed")
        begin(lab, "hold", "20", "4", "6")
        assert counted(lab, "lb1", "relayed") > before
        lab.systemctl("lb1", "stop", KEEPALIVED)
        owned_by(lab, "lb2")
        assert ended(lab) == {"whole": 20}
