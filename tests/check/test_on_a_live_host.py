# SPDX-License-Identifier: Apache-2.0
"""What only the running kernel shows: settings that no file brings back after a boot."""

from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, KEEPALIVED, write

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.load.node import load_node
from holdfast.load.node_files import NodeFiles
from holdfast.model.host import Host
from holdfast.model.site import Site

SETTING = "net.ipv4.ip_nonlocal_bind"
RULE = "nonlocal-bind-lost-at-reboot"
INSTANCE = """\
vrrp_instance VI_01 {
    interface ens18
    virtual_router_id 51
    virtual_ipaddress {
        172.22.21.36/24
    }
}
"""


def live(folder: Path, files: dict[str, str], value: str, bind: str = "172.22.21.36:80") -> Site:
    """A host whose kernel has the setting at that value, with these files."""
    text = f"frontend web\n    bind {bind}\n"
    write(folder, {HAPROXY: text, KEEPALIVED: INSTANCE, **files})
    node = load_node(NodeFiles(str(folder), "lb1"), Host("lb1", {SETTING: value}))
    return Site("lb1", (node,))


def said(site: Site) -> list[str]:
    return [finding.message for finding in check(site, RULES) if finding.rule == RULE]


def test_a_value_that_no_file_has(tmp_path: Path) -> None:
    assert said(live(tmp_path, {}, "1")) == [
        f"{SETTING} is 1 in the running kernel and in no file: after the next boot HAProxy cannot "
        f"bind 172.22.21.36:80 while this node does not own the VIP; write `{SETTING} = 1` to "
        "/etc/sysctl.d/99-vip.conf"
    ]


@pytest.mark.parametrize(
    ("files", "value", "bind"),
    [
        ({"etc/sysctl.d/99-vip.conf": f"{SETTING} = 1\n"}, "1", "172.22.21.36:80"),
        ({}, "0", "172.22.21.36:80"),
        ({}, "1", "172.22.21.36:80 transparent"),
        ({}, "1", "172.22.21.10:80"),
    ],
)
def test_silent(tmp_path: Path, files: dict[str, str], value: str, bind: str) -> None:
    assert said(live(tmp_path, files, value, bind)) == []
