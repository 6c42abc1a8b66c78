# SPDX-License-Identifier: Apache-2.0
"""A mended pair on real machines: HAProxy dies, a node loses its power, both come back.

Here keepalived hears of a process's death from the kernel (process connector), as it never does in
a lab.
"""

from collections.abc import Iterator

import pytest
from tests.machine.bed import NAMES, Bed
from tests.machine.client import ask
from tests.machine.tracked import tracked_pair

STAYS_DEAD = "mkdir -p /run/systemd/system/haproxy.service.d && printf '[Service]\\nRestart=no\\n' "
STAYS_DEAD += ">/run/systemd/system/haproxy.service.d/test.conf && systemctl daemon-reload"


@pytest.fixture(scope="module")
def pair(bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    """The pair from cold: HAProxy runs on both, lb1 owns the VIP."""
    site = tracked_pair(tmp_path_factory.mktemp("tracked") / "site")
    for name in NAMES:
        bed.install(name, site=site)
    bed.power_on()
    bed.wait_for_owner("lb1")
    yield bed
    bed.power_off()


def test_haproxy_is_killed_and_the_owner_changes(pair: Bed) -> None:
    assert ask() == ""
    pair.shell("lb1", STAYS_DEAD)

    pair.control.play(["lb1"], {"ansible.builtin.raw": "pkill -KILL -x haproxy"})

    pair.wait_for_owner("lb2")
    assert "Entering FAULT STATE" in pair.journal("lb1", "keepalived")
    assert ask() == ""


def test_haproxy_is_started_again_and_the_vip_comes_back(pair: Bed) -> None:
    pair.control.play(["lb1"], {"ansible.builtin.raw": "systemctl start haproxy"})

    pair.wait_for_owner("lb1")
    assert ask() == ""


def test_the_owner_loses_its_power_and_the_other_serves(pair: Bed) -> None:
    pair.power_off("lb1")

    pair.wait_for_owner("lb2")
    assert ask() == ""


def test_the_power_is_back_and_haproxy_runs_before_the_vip_comes(pair: Bed) -> None:
    pair.power_on("lb1")

    pair.wait_for_owner("lb1")
    assert ask() == ""
    for name in NAMES:
        pair.wait_for_haproxy(name)
        assert pair.unit(name, "haproxy", "NRestarts") == "0"
