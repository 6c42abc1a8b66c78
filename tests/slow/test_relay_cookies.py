# SPDX-License-Identifier: Apache-2.0
"""The relay where every handshake is a SYN cookie, so that none has a request socket."""

from pathlib import Path

import pytest
from tests.drill.relays import (
    ask,
    begin,
    counted,
    ended,
    owned_by,
    running_site,
    runs,
    wait,
)

from holdfast.model.unit import HAPROXY, KEEPALIVED

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("version", ["4", "6"])
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
