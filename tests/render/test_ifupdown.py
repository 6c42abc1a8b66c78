# SPDX-License-Identifier: Apache-2.0
"""The stanza as a whole, and what the real ifup would run for it."""

import shutil
import subprocess
from ipaddress import ip_address
from pathlib import Path

import pytest

from holdfast.render.ifupdown import dummy_stanza

BOTH = [ip_address(a) for a in ("172.22.21.36", "172.22.21.37", "2001:db8::36")]
IFUP = shutil.which("ifup", path="/sbin:/usr/sbin")


def test_one_address() -> None:
    assert dummy_stanza("vip0", BOTH[:1]) == (
        "# Kept here whoever owns it, so that HAProxy can always bind it. As /32 or /128: a wider "
        "prefix\n"
        "# would add a second route to the network of the VIP. Not dummy0: many kernels make a "
        "dummy0 of\n"
        "# their own as soon as the driver is loaded, and then `ip link add dummy0` fails "
        '("File exists").\n'
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


@pytest.mark.skipif(IFUP is None, reason="ifupdown is not installed")
def test_ifup_understands_it(tmp_path: Path) -> None:
    file = tmp_path / "interfaces"
    file.write_text(dummy_stanza("vip0", BOTH))
    command = [str(IFUP), "--no-act", "--no-scripts", "-i", str(file), "vip0"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    told = done.stdout + done.stderr
    assert "ip addr add 172.22.21.36/255.255.255.255" in told
    assert "ip addr add 172.22.21.37/255.255.255.255" in told
    assert "ip -6 addr add 2001:db8::36/128  dev vip0 preferred_lft 0 nodad" in told
