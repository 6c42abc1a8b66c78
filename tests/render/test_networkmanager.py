# SPDX-License-Identifier: Apache-2.0
"""What NetworkManager's own reader of keyfiles makes of the connection (`nmcli --offline`)."""

import subprocess

import pytest
from tests.render.addresses import BOTH, IPV4

from holdfast.render.networkmanager import dummy_keyfile


def read_back(text: str) -> list[str]:
    """The keyfile as NetworkManager writes it after reading it; `modify` changes nothing here."""
    command = ["nmcli", "--offline", "connection", "modify", "connection.id", "vip0"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.lab
def test_a_dummy_with_addresses_of_both_families() -> None:
    read = read_back(dummy_keyfile("vip0", BOTH))

    assert "type=dummy" in read
    assert "interface-name=vip0" in read
    assert read[read.index("[ipv4]") : read.index("[proxy]")] == [
        "[ipv4]",
        "address1=172.22.21.36/32",
        "address2=172.22.21.37/32",
        "method=manual",
        "",
        "[ipv6]",
        "address1=2001:db8::36/128",
        "method=manual",
        "",
    ]


@pytest.mark.lab
def test_a_family_without_addresses_asks_for_none() -> None:
    only_four, only_six = (read_back(dummy_keyfile("vip0", of)) for of in (IPV4, BOTH[2:]))

    assert "method=ignore" in only_four[only_four.index("[ipv6]") :]
    assert only_six[only_six.index("[ipv4]") + 1] == "method=disabled"
    assert "autoconnect=false" not in only_four
