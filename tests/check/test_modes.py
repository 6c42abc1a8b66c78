# SPDX-License-Identifier: Apache-2.0
"""Fixes that change a file's permission bits and none of its bytes."""

from pathlib import Path

import pytest
from tests.check.daemons import said

from holdfast.check.mend import mend
from holdfast.check.registry import RULES
from holdfast.check.selection import Selection
from holdfast.cli.save import save
from holdfast.load.difference import difference
from holdfast.load.site import load
from holdfast.model.change import Change, NewMode

CONF = "/etc/keepalived/keepalived.conf"
CHECK = "/usr/local/bin/alive"
TEXT = f"""\
vrrp_script chk_haproxy {{
    script "{CHECK}"
    interval 2
    fall 2
}}

vrrp_instance VI_01 {{
    interface ens18
    virtual_router_id 51
    priority 101
    track_script {{
        chk_haproxy
    }}
    virtual_ipaddress {{
        172.22.21.36/24
    }}
}}
"""


@pytest.fixture
def lb1(tmp_path: Path) -> Path:
    """A node whose configuration may be executed, and its check may not."""
    for path, text, mode in ((CONF, TEXT, 0o755), (CHECK, "#!/bin/sh\npgrep haproxy\n", 0o644)):
        file = tmp_path / "lb1" / path[1:]
        file.parent.mkdir(parents=True)
        file.write_text(text)
        file.chmod(mode)
    return tmp_path / "lb1"


def mended(node: Path, rule: str) -> list[Change]:
    """What the fixes of a rule change, once they are written."""
    site = load([f"lb1={node}"])
    after = mend(site, RULES, frozenset(("safe", "unsafe")), Selection(frozenset((rule,))))
    changes = list(difference(site, after))
    save(site, changes)
    return changes


def test_a_configuration_is_made_one_that_keepalived_reads(lb1: Path) -> None:
    assert mended(lb1, "config-file-executable") == [NewMode("lb1", CONF, 0o644)]
    assert (lb1 / CONF[1:]).stat().st_mode & 0o777 == 0o644
    assert mended(lb1, "config-file-executable") == []


def test_a_check_is_made_executable(lb1: Path) -> None:
    assert mended(lb1, "script-not-there") == [NewMode("lb1", CHECK, 0o755)]
    assert (lb1 / CHECK[1:]).stat().st_mode & 0o777 == 0o755
    assert mended(lb1, "script-not-there") == []


@pytest.mark.lab
def test_keepalived_reads_the_file_then(lb1: Path) -> None:
    before = said(lb1, "keepalived")
    mended(lb1, "config-file-executable")
    after = said(lb1, "keepalived")

    assert before == (
        f"Configuration file '{CONF}' is not a regular non-executable file - skipping",
    )
    assert after == (
        "SECURITY VIOLATION - scripts are being executed but script_security not enabled.",
    )
