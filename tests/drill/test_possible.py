# SPDX-License-Identifier: Apache-2.0
"""What a kernel does not take is told before a lab is built."""

import pytest
from tests.drill.sites import instance, node, site, vip

from holdfast.drill.stage.possible import require_possible
from holdfast.lab.errors import LabError


def test_a_usual_pair_is_possible() -> None:
    one = instance("web", vip("172.22.21.36"), interface="enp0s31f6.100")
    require_possible(site(node("lb1", one), node("l" * 64, one)))


@pytest.mark.parametrize("card", ["lo", "a/b", "a b", "enx000000000000000", "..", "eth0:1"])
def test_what_is_no_name_of_a_card(card: str) -> None:
    with pytest.raises(LabError) as told:
        require_possible(site(node("lb1", instance("web", vip("172.22.21.36"), interface=card))))

    assert str(told.value) == (
        f"lb1: {card} is the name of no network card: name another interface"
    )


def test_a_name_that_no_host_can_have() -> None:
    with pytest.raises(LabError, match=r"a host's name has 64 bytes at most: rename its folder$"):
        require_possible(site(node("l" * 65, instance("web", vip("172.22.21.36")))))


@pytest.mark.parametrize("address", ["127.0.0.9", "224.0.0.9", "0.0.0.0", "ff02::5", "::1"])
def test_what_can_be_no_vip(address: str) -> None:
    with pytest.raises(LabError, match="is no address that a host has on a network"):
        require_possible(site(node("lb1", instance("web", vip(address)))))
