# SPDX-License-Identifier: Apache-2.0
"""The race on real machines: what a reboot of the backup does, and what that costs later."""

from collections.abc import Iterator

import pytest
from tests.machine.bed import NAMES, START_HAPROXY, Bed
from tests.machine.client import ask
from tests.machine.waiting import SETTLE_S, eventually

START_LIMIT = 5
"""Starts within ten seconds, after which systemd gives up (systemd-system.conf(5)). A machine that
is emulated on a busy host takes longer over them: there it goes on, in vain all the same."""


@pytest.fixture(scope="module")
def pair(bed: Bed) -> Iterator[Bed]:
    """The pair as it is: lb1 owns the VIP and serves, lb2 was rebooted after that."""
    for name in NAMES:
        bed.install(name)
    bed.power_on()
    bed.wait_for_owner("lb1")
    bed.control.play(["lb1"], {"ansible.builtin.raw": START_HAPROXY})
    bed.reboot("lb2")
    yield bed
    bed.power_off()


def test_after_a_reboot_the_backup_has_no_haproxy(pair: Bed) -> None:
    eventually(
        lambda: int(pair.unit("lb2", "haproxy", "NRestarts")) >= START_LIMIT,
        within=SETTLE_S,
        what="HAProxy is started in vain",
    )

    assert pair.unit("lb2", "haproxy") != "active"
    journal = pair.journal("lb2", "haproxy")
    assert "cannot bind socket (Cannot assign requested address) for [172.22.21.36:80]" in journal
    assert "Started haproxy.service" not in journal
    assert pair.unit("lb2", "keepalived") == "active"
    assert ask() == ""


def test_nothing_takes_over_when_haproxy_stops_on_the_owner(pair: Bed) -> None:
    pair.control.play(["lb1"], {"ansible.builtin.raw": "systemctl stop haproxy"})

    assert "refused" in ask()
    heard = pair.journal("lb2", "keepalived")
    assert "Entering MASTER STATE" not in heard
    assert pair.owns("lb1")
    assert not pair.owns("lb2")
