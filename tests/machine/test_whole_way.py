# SPDX-License-Identifier: Apache-2.0
"""The whole way on real machines, as a user goes it.

From a stock Debian with the recipe's files to dummy and relay; a planned move, both reboot, one
loses its power, and their clients hardly notice; then back to the last byte. Each test goes on
where the one before it ended.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.machine.bed import NAMES, START_HAPROXY, Bed
from tests.machine.client import ask
from tests.machine.load import load
from tests.machine.manifest import manifest

MAY_FAIL = 4
"""What was inside HAProxy of the owner when it was stopped: one request a client, two reboots."""


class Way:
    """The pair, and what was kept of it on the control machine."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        self.bed = bed
        self.folder = folder
        self.site = folder / "site"
        self.before = {name: manifest(bed, name) for name in NAMES}

    def collected(self, name: str) -> Path:
        """The hosts as they are now, in a new folder."""
        self.site = self.folder / name
        self.bed.control.collect(self.site)
        return self.site

    def reboot_backup(self, name: str) -> None:
        """Until it could take over again: HAProxy runs, keepalived waits."""
        self.bed.reboot(name)
        self.bed.wait_for_haproxy(name)
        self.bed.wait_for_backup(name)

    def reboot_owner(self, name: str) -> None:
        """Until the VIP has come back to it, and HAProxy runs."""
        self.bed.reboot(name)
        self.bed.wait_for_owner(name)
        self.bed.wait_for_haproxy(name)


@pytest.fixture(scope="module")
def way(bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Way]:
    """From cold: lb1 owns the VIP and serves, as somebody started HAProxy by hand there."""
    for name in NAMES:
        bed.install(name)
    bed.power_on()
    bed.wait_for_owner("lb1")
    bed.control.play(["lb1"], {"ansible.builtin.raw": START_HAPROXY})
    yield Way(bed, tmp_path_factory.mktemp("way"))
    bed.power_off()


def test_check_finds_the_race_and_plan_mends_it(way: Way) -> None:
    site = str(way.collected("as-it-was"))

    assert "vip-bind-race" in way.bed.control.holdfast("check", site, exits=1)
    planned = way.bed.control.holdfast("plan", site, "--method", "dummy")
    assert "ip address add 172.22.21.36/32 dev vip0" in planned
    assert {name: manifest(way.bed, name) for name in NAMES} == way.before


def test_dummy_is_applied_under_load(way: Way) -> None:
    with load() as seen:
        done = way.bed.control.apply(str(way.site), "--method", "dummy")

    assert "applied: " in done
    for name in NAMES:
        assert way.bed.unit(name, "haproxy") == "active"
    assert way.bed.owns("lb1")
    assert len(seen.requests) > 100
    assert seen.failed == []


def test_the_relay_is_applied_under_load(way: Way) -> None:
    site = str(way.collected("with-dummy"))
    assert "vip-bind-race" not in way.bed.control.holdfast("check", site, exits=1)

    with load() as seen:
        done = way.bed.control.apply(site, "--relay")

    assert "applied: " in done
    assert seen.failed == []
    again = way.bed.control.apply(str(way.collected("with-relay")), "--relay")
    assert again == "nothing to do: the hosts have these files\n"


def test_the_vip_moves_and_comes_back_and_no_request_is_lost(way: Way) -> None:
    with load() as seen:
        way.bed.control.move(str(way.site), "lb2")
        way.bed.wait_for_owner("lb2")
        way.bed.control.undo()
        way.bed.wait_for_owner("lb1")

    assert seen.failed == []


def test_both_reboot_under_load(way: Way) -> None:
    assert ask() == ""

    with load() as seen:
        way.reboot_backup("lb2")
        way.reboot_owner("lb1")

    assert {advert.sender for advert in seen.adverts} == {"172.22.21.10", "172.22.21.11"}
    assert len(seen.requests) > 100
    assert len(seen.failed) <= MAY_FAIL, seen.failed
    assert seen.needless() == []


def test_one_loses_its_power_and_is_back(way: Way) -> None:
    way.bed.power_off("lb1")

    way.bed.wait_for_owner("lb2")
    assert ask() == ""

    way.bed.power_on("lb1")

    way.bed.wait_for_owner("lb1")
    way.bed.wait_for_haproxy("lb1")
    assert ask() == ""
    told = way.bed.control.status(str(way.site), exits=0)
    assert "all is well" in told


def test_undo_leaves_every_byte_as_it_was(way: Way) -> None:
    assert "undone" in way.bed.control.undo()
    assert "undone" in way.bed.control.undo()

    for name in NAMES:
        assert sorted(manifest(way.bed, name) ^ way.before[name]) == []
    assert way.bed.owns("lb1")
    assert ask() == ""
