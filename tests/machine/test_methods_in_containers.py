# SPDX-License-Identifier: Apache-2.0
"""All methods and forms that need no driver of the kernel, from a cold start of a real systemd."""

from collections.abc import Iterator

import pytest
from tests.machine.bed import Bed
from tests.machine.methods import Pair, Pairing

MIXED = ("ifupdown", "networkd")
TRIALS: tuple[tuple[Pairing, Pairing], ...] = (
    (MIXED, ("transparent", "nonlocal-bind")),
    (MIXED, ("wildcard", "notify-start --method transparent")),
    (MIXED, ("dummy --form lo", "dummy --form lo")),
    (("netplan", "networkd"), ("dummy --form lo", "transparent")),
)
"""By what sets up the cards of lb1 and lb2: what is said to `fix` for each. NetworkManager leaves
lo alone."""


@pytest.fixture(scope="module")
def pair(quick_bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    yield Pair(quick_bed, tmp_path_factory.mktemp("pair"))
    quick_bed.power_off()


@pytest.mark.parametrize(("tools", "words"), TRIALS)
def test_haproxy_runs_after_a_cold_start(pair: Pair, tools: Pairing, words: Pairing) -> None:
    pair.assert_haproxy_runs_after_a_boot(tools, words)
