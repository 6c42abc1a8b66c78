# SPDX-License-Identifier: Apache-2.0
"""What the real `netplan generate` makes of the files.

Debian 12's netplan, 0.106, knows no dummy devices: that form is compared with the manual's, and is
given to a newer one where it is installed.
"""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests.render.addresses import BOTH, IPV4

from holdfast.model.address import Address
from holdfast.render.netplan import kept_on_bridge, kept_on_dummy, kept_on_loopback

NETPLAN = shutil.which("netplan", path="/usr/sbin:/usr/bin") or "netplan"


def generate(folder: Path, text: str) -> str:
    """Let netplan read the text below the folder; what it says, which is nothing for a good one."""
    file = folder / "etc/netplan/60-kept.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    file.chmod(0o600)
    command = [NETPLAN, "generate", "--root-dir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def generated(folder: Path, text: str) -> Mapping[str, list[str]]:
    """The files for systemd-networkd, by name."""
    assert generate(folder, text) == ""
    made = (folder / "run/systemd/network").iterdir()
    return {one.name: one.read_text().splitlines() for one in made}


def lines(addresses: Sequence[Address]) -> list[str]:
    return [f"Address={address}/{address.max_prefixlen}" for address in addresses]


@pytest.mark.lab
def test_a_bridge_without_ports_keeps_the_addresses(tmp_path: Path) -> None:
    made = generated(tmp_path, kept_on_bridge("vip0", IPV4))

    assert made["10-netplan-vip0.netdev"] == [
        "[NetDev]", "Name=vip0", "Kind=bridge", "", "[Bridge]", "STP=false",
    ]  # fmt: skip
    network = made["10-netplan-vip0.network"]
    assert [line for line in network if line.startswith("Address=")] == lines(IPV4)
    assert "ConfigureWithoutCarrier=yes" in network
    assert "RequiredForOnline=no" in network


@pytest.mark.lab
def test_the_loopback_keeps_the_addresses(tmp_path: Path) -> None:
    network = generated(tmp_path, kept_on_loopback(BOTH))["10-netplan-lo.network"]

    assert "Name=lo" in network
    assert [line for line in network if line.startswith("Address=")] == lines(BOTH)


def test_a_dummy_device_as_the_manual_of_0_107_has_it() -> None:
    assert kept_on_dummy("vip0", BOTH).partition("network:")[2] == (
        "\n"
        "  version: 2\n"
        "  dummy-devices:\n"
        "    vip0:\n"
        "      addresses:\n"
        '        - "172.22.21.36/32"\n'
        '        - "172.22.21.37/32"\n'
        '        - "2001:db8::36/128"\n'
    )


@pytest.mark.lab
def test_netplan_knows_dummy_devices_or_says_that_it_does_not(tmp_path: Path) -> None:
    told = subprocess.run([NETPLAN, "info"], capture_output=True, text=True, check=True).stdout
    text = kept_on_dummy("vip0", BOTH)

    if "dummy-devices" in told:
        assert "Kind=dummy" in generated(tmp_path, text)["10-netplan-vip0.netdev"]
    else:
        assert "unknown key 'dummy-devices'" in generate(tmp_path, text)
