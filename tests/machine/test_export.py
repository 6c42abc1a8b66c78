# SPDX-License-Identifier: Apache-2.0
"""An exported plan, played whole by ansible-playbook, makes of the hosts what apply does."""

import os
import subprocess
from pathlib import Path

from tests.machine.bed import NAMES, START_HAPROXY, Bed

FILES = """
cd / && find etc usr/local -xdev -type f ! -name '*~' -exec sha256sum {} + | sort
find etc usr/local -xdev ! -name '*~' -printf '%p %y %m %u %g %l\\n' | sort
nft list tables; sysctl -a 2>/dev/null | grep -E '^net.ipv4.(conf.ens18.arp|ip_nonlocal)'
systemctl is-enabled haproxy keepalived holdfast-relay
systemctl is-active haproxy keepalived holdfast-relay
"""
"""Ansible's backups left out, which are named …~."""

METHODS = ("--method", "transparent", "--relay", "--form", "lo")
"""Without a dummy: a container has the kernel of its host."""


def start(bed: Bed) -> None:
    """The pair of the recipe, from new disks."""
    for name in NAMES:
        bed.install(name)
    bed.power_on()
    bed.wait_for_owner("lb1")
    bed.shell("lb1", START_HAPROXY)


def test_it_gives_the_same_files_and_states(quick_bed: Bed, tmp_path: Path) -> None:
    bed, control = quick_bed, quick_bed.control
    start(bed)
    site, folder = str(tmp_path / "site"), str(tmp_path / "tasks")
    control.collect(Path(site))
    control.holdfast("plan", site, *METHODS, "--export", folder)

    played = subprocess.run(
        ["ansible-playbook", "-u", "root", "-i", str(control.inventory), f"{folder}/plan.yml"],
        env={**os.environ, "ANSIBLE_CONFIG": str(control.folder / "ansible.cfg")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert played.returncode == 0, played.stdout + played.stderr
    found = [bed.shell(name, FILES) for name in NAMES]
    assert control.apply(site, *METHODS) == "nothing to do: the hosts have these files\n"

    start(bed)
    control.apply(site, *METHODS)
    assert [bed.shell(name, FILES) for name in NAMES] == found
