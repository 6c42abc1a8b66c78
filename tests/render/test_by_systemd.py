# SPDX-License-Identifier: Apache-2.0
"""What the real systemd makes of the drop-ins and of the kernel settings."""

import os
import subprocess
from pathlib import Path

import pytest

from holdfast.model.relay import RELAY_UNIT
from holdfast.render.relay_unit import UNIT_TEXT, WANTED_TEXT
from holdfast.render.sysctl import interface_setting, sysctl_lines
from holdfast.render.timers import HAPROXY_DROP_IN, keepalived_drop_in

DROP_INS = {"haproxy": HAPROXY_DROP_IN, "keepalived": keepalived_drop_in(50)}
APPLIED = """
ip link add name ens18.7 type bridge
/usr/lib/systemd/systemd-sysctl "$1"
cd /proc/sys/net/ipv4
cat ip_nonlocal_bind conf/ens18.7/arp_announce conf/lo/arp_announce
"""


def verified(folder: Path, daemon: str, drop_in: str) -> str:
    """What `systemd-analyze verify` says of the drop-in of a daemon's unit, and of the relay's unit
    where the folder has it; nothing of good ones.

    The unit is the installed package's, beside which the other daemon's is known, too.
    """
    for name in DROP_INS:
        unit = Path("/usr/lib/systemd/system", f"{name}.service")
        (folder / unit.name).write_bytes(unit.read_bytes())
    inside = folder / f"{daemon}.service.d"
    inside.mkdir()
    (inside / "50-holdfast.conf").write_text(drop_in)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"{daemon}.service"],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:"},
        capture_output=True,
        text=True,
        check=False,
    )
    told = (done.stdout + done.stderr).splitlines()
    return "\n".join(line for line in told if str(inside) in line or RELAY_UNIT in line)


@pytest.mark.lab
@pytest.mark.parametrize("daemon", sorted(DROP_INS))
def test_systemd_verifies_the_drop_ins(daemon: str, tmp_path: Path) -> None:
    assert verified(tmp_path, daemon, DROP_INS[daemon]) == ""


@pytest.mark.lab
def test_systemd_verifies_the_unit_of_the_relay_and_what_pulls_it_in(tmp_path: Path) -> None:
    (tmp_path / RELAY_UNIT).write_text(UNIT_TEXT)

    assert verified(tmp_path, "haproxy", WANTED_TEXT) == ""


@pytest.mark.lab
def test_systemd_would_tell_of_a_word_that_it_does_not_know(tmp_path: Path) -> None:
    told = verified(
        tmp_path, "keepalived", keepalived_drop_in(50).replace("RestartSec", "Restarts")
    )

    assert "Unknown key 'Restarts' in section [Service], ignoring." in told


@pytest.mark.lab
def test_systemd_sysctl_applies_the_settings_to_the_interface_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "60-vip.conf"
    name = interface_setting("ens18.7", "arp_announce")
    file.write_text(sysctl_lines(("why",), {"net.ipv4.ip_nonlocal_bind": 1, name: 2}))
    own = ["unshare", "--user", "--map-root-user", "--net"]

    done = subprocess.run(
        [*own, "sh", "-ec", APPLIED, "sh", str(file)], capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["1", "2", "0"]
