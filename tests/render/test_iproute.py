# SPDX-License-Identifier: Apache-2.0
"""The commands, run in a network of their own."""

import subprocess

import pytest
from tests.render.addresses import BOTH, KEPT

from holdfast.render.iproute import dummy_commands

OWN_NETWORK = ["unshare", "--user", "--map-root-user", "--net", "sh", "-ec"]


@pytest.mark.lab
def test_they_make_an_interface_with_the_addresses() -> None:
    """A bridge stands in: not every kernel has the dummy driver."""
    commands = "\n".join(dummy_commands("vip0", BOTH)).replace("type dummy", "type bridge")
    script = f"{commands}\nip -o address show dev vip0"

    done = subprocess.run([*OWN_NETWORK, script], capture_output=True, text=True, check=True)

    found = {line.split()[3]: line for line in done.stdout.splitlines()}
    assert set(KEPT) <= set(found)
    assert "deprecated" in found[KEPT[-1]]
    assert not any("tentative" in found[address] for address in KEPT)


def test_the_first_makes_a_dummy_and_the_last_brings_it_up() -> None:
    first, *_, last = dummy_commands("vip0", BOTH)

    assert first == "ip link add vip0 type dummy"
    assert last == "ip link set vip0 up"
