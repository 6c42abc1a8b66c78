# SPDX-License-Identifier: Apache-2.0
"""The stanza as a whole, and what the real ifup would run for it."""

import subprocess
from pathlib import Path

import pytest
from tests.render.addresses import BOTH

from holdfast.render.ifupdown import dummy_stanza, loopback_stanzas


def test_one_address() -> None:
    assert dummy_stanza("vip0", BOTH[:1]) == (
        "# Kept here whoever owns it, so that HAProxy can always bind it. As /32 or /128: a wider "
        "prefix\n"
        "# would take the whole network of the VIP along.\n"
        "# Not dummy0: many kernels make a dummy0 of their own as soon as the driver is loaded, "
        "and then\n"
        '# `ip link add dummy0` fails ("File exists").\n'
        "auto vip0\n"
        "iface vip0 inet static\n"
        "    pre-up ip link show dev vip0 >/dev/null 2>&1 || ip link add vip0 type dummy\n"
        "    address 172.22.21.36/32\n"
        "    post-down ip link del vip0\n"
    )


def test_the_link_is_made_in_the_first_stanza_and_removed_in_the_last() -> None:
    lines = [line.strip() for line in dummy_stanza("vip3", BOTH).splitlines() if "#" not in line]

    assert lines == [
        "auto vip3",
        "iface vip3 inet static",
        "pre-up ip link show dev vip3 >/dev/null 2>&1 || ip link add vip3 type dummy",
        "address 172.22.21.36/32",
        "iface vip3 inet static",
        "address 172.22.21.37/32",
        "iface vip3 inet6 static",
        "address 2001:db8::36/128",
        "preferred-lifetime 0",
        "dad-attempts 0",
        "post-down ip link del vip3",
    ]


def told_by_ifup(folder: Path, text: str, interface: str) -> str:
    """The commands that ifup would run."""
    file = folder / "interfaces"
    file.write_text(text)
    command = ["/sbin/ifup", "--no-act", "--no-scripts", "-i", str(file), interface]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


@pytest.mark.lab
def test_ifup_understands_it(tmp_path: Path) -> None:
    told = told_by_ifup(tmp_path, dummy_stanza("vip0", BOTH), "vip0")

    assert "ip link add vip0 type dummy" in told
    assert "ip addr add 172.22.21.36/255.255.255.255" in told
    assert "ip addr add 172.22.21.37/255.255.255.255" in told
    assert "ip -6 addr add 2001:db8::36/128  dev vip0 preferred_lft 0 nodad" in told


@pytest.mark.lab
def test_ifup_puts_them_on_the_loopback_besides_its_own(tmp_path: Path) -> None:
    own = "auto lo\niface lo inet loopback\n\n"

    told = told_by_ifup(tmp_path, own + loopback_stanzas(BOTH), "lo")

    assert "ip addr add 172.22.21.36/255.255.255.255" in told
    assert "ip -6 addr add 2001:db8::36/128  dev lo preferred_lft 0 nodad" in told
    assert "ip link add" not in told
