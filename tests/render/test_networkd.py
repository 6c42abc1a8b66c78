# SPDX-License-Identifier: Apache-2.0
"""What the real systemd-networkd makes of the files, in a network of its own."""

import subprocess
from pathlib import Path

import pytest
from tests.render.addresses import BOTH, KEPT

from holdfast.render.networkd import dummy_netdev, kept_network

# In place of the files that only root may touch; /sys is read-only, so that it waits for no udev.
NETWORKD = """
set -eu
mount -t tmpfs tmpfs /run
mount --rbind /sys /sys
mount -o remount,bind,ro /sys
mkdir -p /run/systemd/network /run/systemd/netif
printf 'root:x:0:0::/:/bin/sh\\nsystemd-network:x:0:0::/:/bin/sh\\n' >/run/passwd
printf 'root:x:0:\\nsystemd-network:x:0:\\n' >/run/group
mount --bind /run/passwd /etc/passwd
mount --bind /run/group /etc/group
cp "$1"/* /run/systemd/network/
SYSTEMD_LOG_LEVEL=debug /usr/lib/systemd/systemd-networkd >/run/log 2>&1 &
networkd=$!
"""
LOADED = f"""{NETWORKD}
until grep -q 'Enumeration completed' /run/log; do kill -0 $networkd; sleep 0.05; done
kill $networkd
cat /run/log
"""
CONFIGURED = f"""
ip link add vip0 type veth peer name other
ip link set other up
ip link set lo up
{NETWORKD}
until ip -o address show dev "$2" | grep -qw "$3"; do kill -0 $networkd; sleep 0.05; done
kill $networkd
cat /run/log >&2
ip -o address show dev "$2"
"""


def run(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script in namespaces of its own, which end with it."""
    own = ["unshare", "--user", "--map-root-user", "--mount", "--net", "--pid", "--kill-child"]
    command = [*own, "--fork", "--mount-proc", "bash", "-c", script, "bash", str(folder)]
    done = subprocess.run(
        [*command, *arguments], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.lab
def test_networkd_reads_the_dummy_without_a_complaint(tmp_path: Path) -> None:
    (tmp_path / "60-vip0.netdev").write_text(dummy_netdev("vip0"))
    (tmp_path / "60-vip0.network").write_text(kept_network("vip0", BOTH))

    log = run(LOADED, tmp_path).stdout.splitlines()

    assert 'vip0: loaded "dummy"' in log
    assert [line for line in log if "ignoring" in line and "60-vip0" in line] == []


@pytest.mark.lab
@pytest.mark.parametrize("interface", ["vip0", "lo"])
def test_networkd_puts_each_address_on_the_interface(interface: str, tmp_path: Path) -> None:
    (tmp_path / "60-kept.network").write_text(kept_network(interface, BOTH))

    told = run(CONFIGURED, tmp_path, interface, KEPT[-1])

    found = {line.split()[3]: line for line in told.stdout.splitlines()}
    assert set(KEPT) <= set(found)
    assert "deprecated" in found[KEPT[-1]]
    assert "tentative" not in found[KEPT[-1]]
    assert interface == "lo" or not any(one.startswith("fe80:") for one in found)


@pytest.mark.lab
def test_networkd_would_complain_of_a_key_that_it_does_not_know(tmp_path: Path) -> None:
    text = kept_network("vip0", BOTH).replace("PreferredLifetime", "PreferedLifetime")
    (tmp_path / "60-vip0.network").write_text(text)

    log = run(LOADED, tmp_path).stdout

    assert "Unknown key 'PreferedLifetime' in section [Address], ignoring" in log
