# SPDX-License-Identifier: Apache-2.0
"""Red Hat's form, held against what its manual says: Debian has no network scripts to read it.

A shell reads it here, as the scripts do (`. ifcfg-dummy0`).
"""

import subprocess
from pathlib import Path

from tests.render.addresses import BOTH

from holdfast.render.ifcfg import MODPROBE, MODULES_LOAD, dummy_ifcfg


def test_the_file_as_a_whole() -> None:
    assert dummy_ifcfg([*BOTH, BOTH[2] + 1]).partition("DEVICE")[2] == (
        "=dummy0\n"
        "TYPE=dummy\n"
        "ONBOOT=yes\n"
        "BOOTPROTO=none\n"
        "NM_CONTROLLED=no\n"
        "IPADDR0=172.22.21.36\n"
        "PREFIX0=32\n"
        "IPADDR1=172.22.21.37\n"
        "PREFIX1=32\n"
        "IPV6INIT=yes\n"
        "IPV6ADDR=2001:db8::36/128\n"
        'IPV6ADDR_SECONDARIES="2001:db8::37/128"\n'
    )


def test_a_shell_can_source_it(tmp_path: Path) -> None:
    file = tmp_path / "ifcfg-dummy0"
    file.write_text(dummy_ifcfg([*BOTH, BOTH[2] + 1]))
    script = '. "$1" && echo "$DEVICE $IPADDR0/$PREFIX0 $IPV6ADDR_SECONDARIES"'

    done = subprocess.run(
        ["sh", "-eu", "-c", script, "sh", str(file)], capture_output=True, text=True, check=True
    )

    assert done.stdout == "dummy0 172.22.21.36/32 2001:db8::37/128\n"


def test_the_driver_is_loaded_with_one_interface() -> None:
    assert MODULES_LOAD == "dummy\n"
    assert MODPROBE.splitlines()[-1] == "options dummy numdummies=1"
