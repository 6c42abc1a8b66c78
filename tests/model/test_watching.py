# SPDX-License-Identifier: Apache-2.0
"""Which trackers watch HAProxy, and which programs start it."""

import pytest
from tests.model.nodes import HERE, node, process, script, tracked

from holdfast.model.program import Run
from holdfast.model.vrrp import KeepalivedConfig, Tracker
from holdfast.model.watching import Watch, starts_haproxy, watches_haproxy


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (("/usr/bin/ping", "-c", "1", "172.22.21.1"), "no"),
        (("/bin/true",), "no"),
        (("/bin/sh", "-c", "ping -c 1 172.22.21.1 > /dev/null || exit 1"), "no"),
        (("/bin/sh", "-c", "ping -c 1 gw && </dev/tcp/127.0.0.1/80"), "perhaps"),
        (("/usr/bin/curl", "-f", "http://127.0.0.1/"), "perhaps"),
        (("/usr/local/bin/check",), "perhaps"),
        (("/usr/bin/test", "-e", "/run/healthy"), "perhaps"),
        (("killall", "-0", "haproxy"), "yes"),
        (("/bin/bash", "-c", "echo show info | socat /run/haproxy/admin.sock -"), "yes"),
    ],
)
def test_a_check_script(argv: tuple[str, ...], expected: Watch) -> None:
    config = KeepalivedConfig(scripts=(script("chk", *argv),))

    assert watches_haproxy(node(keepalived=config), tracked("chk")) == expected


@pytest.mark.parametrize(
    ("tracker", "expected"),
    [
        (Tracker("interface", "ens18", None, False, HERE), "no"),
        (Tracker("bfd", "peer", None, False, HERE), "no"),
        (Tracker("file", "health", None, False, HERE), "perhaps"),
        (Tracker("process", "lb", None, False, HERE), "yes"),
        (Tracker("process", "dns", None, False, HERE), "no"),
        (Tracker("process", "unknown", None, False, HERE), "perhaps"),
        (Tracker("script", "unknown", None, False, HERE), "perhaps"),
    ],
)
def test_other_trackers(tracker: Tracker, expected: Watch) -> None:
    objects = (process("lb", "/usr/sbin/haproxy"), process("dns", "named"))

    assert watches_haproxy(node(keepalived=KeepalivedConfig(track_objects=objects)), tracker) == (
        expected
    )


@pytest.mark.parametrize(
    "line",
    [
        "systemctl reload haproxy",
        "systemctl stop haproxy",
        "systemctl start nginx",
        "systemctl",
        "service haproxy status",
        "haproxy -c",
        "/etc/init.d/haproxy status",
        "echo systemctl start haproxy",
    ],
)
def test_no_start(line: str) -> None:
    assert not starts_haproxy(Run(tuple(line.split()), HERE, None))


@pytest.mark.parametrize(
    "line",
    [
        "systemctl start haproxy",
        "/bin/systemctl --no-block restart keepalived-helper haproxy.service",
        "service haproxy restart",
        "/etc/init.d/haproxy start",
        "/usr/sbin/haproxy -D -f /etc/haproxy/haproxy.cfg",
    ],
)
def test_a_start(line: str) -> None:
    assert starts_haproxy(Run(tuple(line.split()), HERE, None))
