# SPDX-License-Identifier: Apache-2.0
"""The method `dummy` on machines: the driver, and the reboot, are those of a real kernel."""

from collections.abc import Iterator

import pytest
from tests.machine.bed import Bed
from tests.machine.methods import Pair, Pairing

TRIALS: tuple[tuple[Pairing, Pairing], ...] = (
    (("ifupdown", "networkd"), ("dummy", "dummy")),
    (("netplan", "networkmanager"), ("dummy", "dummy")),
)
"""By what sets up the cards of lb1 and lb2: what is said to `fix` for each. netplan 0.106 knows no
dummy and keeps the VIP on a bridge."""


@pytest.fixture(scope="module")
def pair(bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    yield Pair(bed, tmp_path_factory.mktemp("pair"))
    bed.power_off()


@pytest.mark.parametrize(("tools", "words"), TRIALS)
def test_haproxy_runs_after_a_reboot(pair: Pair, tools: Pairing, words: Pairing) -> None:
    pair.assert_haproxy_runs_after_a_boot(tools, words)
