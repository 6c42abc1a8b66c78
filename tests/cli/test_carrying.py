# SPDX-License-Identifier: Apache-2.0
"""What is said of a step that failed on a host."""

from holdfast.cli.carrying import told


def test_no_password_that_a_checker_repeats_is_told() -> None:
    why = "[ALERT] parsing [/etc/haproxy/haproxy.cfg:9] : 'stats auth admin:hunter2 now' : unknown"

    said = told("lb1", "files", f"{why} hunter3", frozenset({"hunter3"}))

    assert said == (
        "lb1: files: [ALERT] parsing [/etc/haproxy/haproxy.cfg:9] : 'stats auth (hidden) now' : "
        "unknown (hidden)"
    )
