# SPDX-License-Identifier: Apache-2.0
"""A node loses its power, and boots, in the middle of its turn of an apply.

In containers: what matters is that nothing runs on which a step hangs, and that all comes again.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.machine.bed import NAMES, START_HAPROXY, Bed
from tests.machine.client import ask
from tests.machine.load import load
from tests.machine.manifest import manifest
from tests.machine.waiting import BOOT_S, eventually

METHOD = ("--method", "nonlocal-bind")
"""HAProxy keeps its socket; `transparent` makes it another, and loses who waits in the former one
(docs/apply.md)."""
BEGUN = "grep -qs '^act ' /var/lib/holdfast/*/journal && echo begun || true"
"""Whether anything was done on a node in the run."""


class Stock:
    """The pair as it is, and the site folder as it was collected."""

    def __init__(self, bed: Bed, folder: Path) -> None:
        self.bed = bed
        self.site = str(folder / "site")
        self.before = {name: manifest(bed, name) for name in NAMES}
        bed.control.collect(folder / "site")

    def apply_and_cut(self, name: str, meanwhile: Callable[[], None] = lambda: None) -> str:
        """What apply says in the end, when a node loses its power once it has begun to change it;
        `meanwhile` is done, and then it boots."""
        begun = self.bed.control.begin("apply", self.site, *METHOD, "--yes")
        eventually(
            lambda: begun.poll() is not None or self.bed.shell(name, BEGUN),
            within=BOOT_S,
            what=f"{name} has its turn",
        )
        assert begun.poll() is None, begun.communicate()
        self.bed.power_off(name)
        meanwhile()
        _, said = begun.communicate()  # before it is back: it may be in time for the next step
        self.bed.power_on(name)
        assert begun.returncode == 2, said
        return said

    def assert_as_before(self) -> None:
        for name in NAMES:
            assert sorted(manifest(self.bed, name) ^ self.before[name]) == []


@pytest.fixture(scope="module")
def stock(quick_bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    for name in NAMES:
        quick_bed.install(name)
    quick_bed.power_on()
    quick_bed.wait_for_owner("lb1")
    quick_bed.control.play(["lb1"], {"ansible.builtin.raw": START_HAPROXY})
    yield Stock(quick_bed, tmp_path_factory.mktemp("stock"))
    quick_bed.power_off()


def test_the_backup_reboots_and_the_same_apply_goes_on(stock: Stock) -> None:
    bed = stock.bed
    with load() as seen:
        said = stock.apply_and_cut("lb2")
        done = bed.control.apply(stock.site, *METHOD)

    assert "lb2: " in said
    assert "the same command goes on with it" in said
    assert "was interrupted: " in done
    assert "applied: " in done
    assert seen.failed == []
    for name in NAMES:
        assert bed.unit(name, "haproxy") == "active"
    assert "undone" in bed.control.undo()
    stock.assert_as_before()


def test_the_owner_loses_its_power_and_the_other_serves(stock: Stock) -> None:
    bed = stock.bed

    def the_other_serves() -> None:
        bed.wait_for_owner("lb2")
        assert ask() == ""

    said = stock.apply_and_cut("lb1", the_other_serves)

    assert "lb1: " in said
    assert "undone" in bed.control.undo()
    stock.assert_as_before()
