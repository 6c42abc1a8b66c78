# SPDX-License-Identifier: Apache-2.0
"""Lines put at the head of a block of keepalived.conf."""

from pathlib import Path

import pytest

from holdfast.load.reload import reload
from holdfast.load.site import load
from holdfast.methods.keepalived_lines import into_globals

CONF = "/etc/keepalived/keepalived.conf"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{\n    router_id a\n}\n", "{\n    script_user root\n    router_id a\n}\n"),
        ("{ # why\n    router_id a\n}\n", "{\n    script_user root # why\n    router_id a\n}\n"),
        ("{ router_id a\n}\n", "{\n    script_user root\n router_id a\n}\n"),
        ("{ }\n", "{\n    script_user root\n }\n"),
        ("{\r\n}\r\n", "{\r\n    script_user root\r\n}\r\n"),
    ],
)
def test_what_stands_behind_the_brace_keeps_a_line_of_its_own(
    before: str, after: str, tmp_path: Path
) -> None:
    file = tmp_path / f"lb1{CONF}"
    file.parent.mkdir(parents=True)
    file.write_text(f"global_defs {before}", newline="")
    site = load([f"lb1={tmp_path / 'lb1'}"])

    change = into_globals(site.nodes[0], ("script_user root",))

    assert change is not None
    [made] = reload(site, [change]).nodes
    assert made.files[CONF].data.decode() == f"global_defs {after}"
    assert made.keepalived.globals.script_user == "root"
    assert made.keepalived.globals.script_group is None
    assert made.keepalived.globals.router_id == ("a" if "router_id" in before else None)
