# SPDX-License-Identifier: Apache-2.0
"""Where a rule speaks of arithmetic or of what nodes must agree on, the model agrees with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.prove.sites import haproxy_cfg, judged

from holdfast.check.page import Case, parse_page
from holdfast.check.registry import RULES
from holdfast.load.site import load
from holdfast.model.timing import SETTLE_MS
from holdfast.prove.vrrp.strikes import Kind

GONE: frozenset[Kind] = frozenset({"haproxy-gone"})
STOPPED: frozenset[Kind] = frozenset({"keepalived-stop"})
NONE: frozenset[Kind] = frozenset()
CLAIMS: dict[str, tuple[str, frozenset[Kind]]] = {
    "weight-never-flips": ("owner-serves", GONE),
    "nopreempt-with-weight": ("owner-serves", GONE),
    "check-fails-too-late": ("outage-within", GONE),
    "ipv6-nonlocal-bind-missing": ("haproxy-runs-everywhere", STOPPED),
    "script-tracked-twice": ("some-owner", NONE),
    "vip-bind-race": ("haproxy-runs-everywhere", STOPPED),
    "vrid-mismatch": ("one-owner", NONE),
    "advert-int-mismatch": ("one-owner", NONE),
    "auth-mismatch": ("one-owner", NONE),
    "unicast-on-one-side": ("one-owner", NONE),
    "unicast-peer-wrong": ("one-owner", NONE),
    "version-mismatch": ("one-owner", NONE),
    "vip-list-differs": ("one-owner", NONE),
    "excluded-vips-differ": ("some-owner", NONE),
}
"""The claim that breaks where the rule fires and is kept where it is silent; under which faults."""

KNOWS_BETTER = {
    "Octavia's: ten seconds, and then the election": "a warning: the latest alone is over the bar",
    "the peer is not among the files": "a warning: the model has nobody who takes over",
    "a script that is not understood": "the model takes it to be true, and it is slow",
    "the weight is too small anyway: weight-never-flips speaks": "another rule fires",
    "three small weights that fail together": "one of the three is opaque and need not fail",
    "its own address alone: unicast-peer-is-self tells of it": "another rule fires",
    "a notify line starts HAProxy: another rule speaks": "another rule fires",
    "the bind may not be there": "a line under a condition: the model takes it to be there",
    "an IPv6 VIP with the sysctl of IPv4: ipv6-nonlocal-bind-missing speaks": "another rule fires",
    "neither is set: vip-bind-race speaks": "another rule fires",
    "members of a sync group": "keepalived drops the weighted check, and the rule says nothing",
}
"""Silent cases in which the claim breaks all the same, and why."""


ONE_NODE = "its files alone show it: what is read of them is the model's beginning"
KERNEL = "it hangs on what the kernel does with an address or a packet, which the model leaves out"
PROGRAM = "it hangs on what a program is or says: the model takes the check as it is read"
NOT_PROVED = {
    "address-owner-priority": "its cases are of one node: tests/prove/test_claims.py has a pair",
    "bind-without-vip": KERNEL,
    "certificate-expires": "HAProxy's files alone",
    "check-echoes-verdict": PROGRAM,
    "check-port-only-on-vip": PROGRAM,
    "check-tool-not-installed": PROGRAM,
    "config-file-executable": ONE_NODE,
    "config-missing-on-one-node": ONE_NODE,
    "config-test-as-check": PROGRAM,
    "file-missing-on-one-node": "HAProxy's files alone",
    "firewall-drops-vrrp": KERNEL,
    "haproxy-file-truncated": "HAProxy's files alone",
    "haproxy-not-tracked": "tests/prove/test_claims.py: owner-serves",
    "haproxy-unknown-keyword": "HAProxy's files alone",
    "haproxy-started-only-by-notify": "tests/prove/test_shared_sites.py: seed-3-notify",
    "haproxy-stopped-by-notify": "tests/prove/test_notify.py",
    "interface-unknown": ONE_NODE,
    "keepalived-unknown-keyword": ONE_NODE,
    "nonlocal-bind-in-other-namespace": KERNEL,
    "nonlocal-bind-lost-at-reboot": KERNEL,
    "pgrep-matches-itself": PROGRAM,
    "script-arguments-unquoted": PROGRAM,
    "script-never-tracked": "as haproxy-not-tracked",
    "script-not-there": PROGRAM,
    "script-user-missing": "tests/prove/test_shared_sites.py: roxy-wi",
    "script-user-not-permitted": PROGRAM,
    "script-uses-shell-syntax": PROGRAM,
    "script-without-interpreter": PROGRAM,
    "script-writable-by-others": PROGRAM,
    "slow-rise-at-boot": "a matter of how long, and the model has an order: it settles in the end",
    "source-vip-kept-locally": KERNEL,
    "systemctl-needs-root": PROGRAM,
    "track-process-in-other-namespace": KERNEL,
    "track-script-undefined": "as haproxy-not-tracked",
    "unbalanced-braces": ONE_NODE,
    "unicast-peer-is-self": "its cases are of one node; with two it is a unicast-peer-wrong",
    "vip-also-static": KERNEL,
    "vip-families-mixed": ONE_NODE,
    "vip-in-two-instances": ONE_NODE,
    "vip-is-own-address": KERNEL,
    "vip-on-broadcast-address": KERNEL,
    "vip-on-second-interface-answers-arp": KERNEL,
    "vip-skipped": ONE_NODE,
    "vrid-missing": ONE_NODE,
    "vrid-out-of-range": ONE_NODE,
    "vrid-twice-on-interface": ONE_NODE,
    "vrrp-strict-drops-the-vip": KERNEL,
}
"""The other error rules: not of arithmetic or of what nodes must agree on."""


def test_every_error_rule_is_held_against_the_model_or_is_of_another_kind() -> None:
    errors = {rule.name for rule in RULES if rule.severity == "error"}

    assert set(CLAIMS) | set(NOT_PROVED) == errors
    assert set(CLAIMS) & set(NOT_PROVED) == set()


def cases() -> Iterator[tuple[str, Case]]:
    """Those of a whole site: a file without its node is none."""
    for rule in RULES:
        if rule.name in CLAIMS:
            for case in parse_page(rule.page.read_text()).cases:
                if all("/" in path for path in case.files):
                    yield rule.name, case


@pytest.mark.parametrize(
    ("rule", "case"), list(cases()), ids=lambda one: getattr(one, "title", one)
)
def test_the_model_agrees_with_the_rule(tmp_path: Path, rule: str, case: Case) -> None:
    claim, kinds = CLAIMS[rule]
    for path, text in case.files.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    for node in {path.partition("/")[0] for path in case.files}:
        cfg = tmp_path / node / "etc/haproxy/haproxy.cfg"
        if not cfg.exists():
            cfg.parent.mkdir(parents=True, exist_ok=True)
            cfg.write_text(haproxy_cfg("*:80"))

    found = judged(load([str(tmp_path)]), claim, 1 if kinds else 0, kinds, SETTLE_MS)

    error = any(": error: " in line for line in case.findings)
    assert found.held != (error or case.title in KNOWS_BETTER), found.why
