# SPDX-License-Identifier: Apache-2.0
"""Numbers with more digits than Python reads, and digits that are none: no file ends a check."""

from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, INTERFACES, KEEPALIVED, site

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.load.servers import servers

FRONTEND = "frontend f\n    bind 10.0.0.36:80\n"
INSTANCE = (
    'vrrp_script c {{\n    script "/usr/bin/curl -sf http://127.0.0.1:{0}/"\n    weight {0}\n}}\n'
    "vrrp_instance V {{\n    interface e\n    virtual_router_id {0}\n    priority {0}\n"
    "    advert_int {0}\n    track_script {{\n        c\n    }}\n"
    "    virtual_ipaddress {{\n        10.0.0.36/24\n    }}\n}}\n"
)
FILES = {
    HAPROXY: FRONTEND + "    server s 10.0.0.9:{0} port {0} weight {0}\n    bind 10.0.0.36:{0}\n",
    KEEPALIVED: INSTANCE,
    INTERFACES: (
        "iface e inet static\n    address 10.0.0.1/{0}\n    up ip addr add 10.0.0.2/{0} dev e\n"
    ),
    "etc/systemd/network/e.network": "[Match]\nName=e\n[Network]\nAddress=10.0.0.1/{0}\n",
    "etc/sysctl.d/a.conf": "net.ipv4.ip_nonlocal_bind = {0}\nnet.ipv6.bindv6only = -{0}\n",
    "etc/apt/apt.conf.d/20": 'APT::Periodic::Unattended-Upgrade "{0}";\n',
    "etc/systemd/system/haproxy.service.d/a.conf": (
        "[Unit]\nStartLimitBurst={0}\nStartLimitIntervalSec={0}\n"
        "[Service]\nSuccessExitStatus={0}\nRestartSec={0}\n"
        "ExecStartPost=/bin/sh -c 'echo {0} > /run/f'\n"
    ),
    "etc/os-release": "ID=debian\nVERSION_ID={0}\n",
}


@pytest.mark.parametrize(
    "number", ["9" * 5000, "²", "\u0665\u0661"], ids=["long", "superscript", "arabic"]
)
@pytest.mark.parametrize("path", FILES)
def test_a_number_that_is_none_ends_no_check(path: str, number: str, tmp_path: Path) -> None:
    usual = {HAPROXY: FRONTEND, KEEPALIVED: INSTANCE.format(51)}
    one = site(tmp_path, {**usual, path: FILES[path].format(number)})

    found = check(one, RULES)

    assert one.errors == ()
    assert "vip-bind-race" in {finding.rule for finding in found}
    assert all(server.port is None for server in servers(one.nodes[0]))
