# SPDX-License-Identifier: Apache-2.0
"""Alerts as HAProxy 2.6.12 writes them."""

from holdfast.drill.haproxy_log import last_error

BIND = (
    "Binding [/etc/haproxy/haproxy.cfg:15] for frontend web: "
    "cannot bind socket (Cannot assign requested address) for [172.22.21.36:80]"
)
UNKNOWN = "parsing [/etc/haproxy/haproxy.cfg:4] : unknown keyword 'foo' in 'global' section"


def test_what_is_no_alert_says_nothing() -> None:
    assert (
        last_error(["[NOTICE]   (3) : New worker (10) forked", "[WARNING]  (3) : [/a:1] b"]) == ""
    )


def test_the_summary_is_not_the_error() -> None:
    summary = "[ALERT]    (3) : config : Fatal errors found in configuration."
    assert last_error([f"[ALERT]    (3) : config : {UNKNOWN}", summary]) == UNKNOWN


def test_the_last_start_counts() -> None:
    lines = [f"[ALERT]    (3) : config : {UNKNOWN}", f"[ALERT]    (9) : {BIND}"]
    assert last_error(lines) == BIND


def test_an_alert_without_a_place_is_better_than_nothing() -> None:
    assert last_error(["[ALERT]    (3) : Cannot fork."]) == "Cannot fork."
