# SPDX-License-Identifier: Apache-2.0
"""What the rules say of the sites and files that are handed around beside the repository."""

from pathlib import Path

import pytest

from holdfast.check.engine import check
from holdfast.check.finding import Severity
from holdfast.check.registry import RULES
from holdfast.load.site import load

SHARED = Path(__file__).parents[3] / "shared"
SITES, CORPUS = SHARED / "sites", SHARED / "corpus"

Said = tuple[str, Severity]

UNORDERED: Said = ("keepalived-not-after-haproxy", "warning")
SLOW: Said = ("slow-rise-at-boot", "error")
NOT_RESTARTED: Said = ("keepalived-not-restarted", "warning")
"""Of a site with the distribution's units as they are: one of the first two, and the last."""

OF_A_TEMPLATE: set[Said] = {
    ("check-passes-when-hung", "warning"),
    ("nonlocal-bind-host-wide", "info"),
    ("vip-without-prefix", "info"),
}

EXPECTED: dict[str, set[Said]] = {
    "kolla-ansible": OF_A_TEMPLATE | {("script-security-off", "warning"), SLOW},
    "octavia": OF_A_TEMPLATE
    | {("script-security-off", "warning"), SLOW, ("check-fails-too-late", "warning")},
    "roxy-wi": OF_A_TEMPLATE
    | {
        ("fall-missing-or-extreme", "info"),
        ("script-path-relative", "info"),
        ("script-user-missing", "error"),
    },
    "seed-1-transparent": {
        ("bind-only-on-one-interface", "info"),
        ("haproxy-not-tracked", "error"),
    },
    "seed-2-dummy": {
        ("haproxy-not-tracked", "error"),
        ("vip-on-second-interface-answers-arp", "error"),
    },
    "seed-3-notify": {
        ("haproxy-not-tracked", "error"),
        ("haproxy-started-only-by-notify", "error"),
        ("notify-uses-shell-syntax", "warning"),
        ("pgrep-matches-itself", "warning"),
        ("script-security-off", "warning"),
        ("state-file-in-tmp", "warning"),
    },
    "seed-plain": {("haproxy-not-tracked", "error"), ("vip-bind-race", "error")},
}
"""The same on lb1 and lb2, beside what their units bring."""

ONCE_A_SITE: dict[str, set[tuple[str, str, Severity]]] = {
    "roxy-wi": {("lb2", "router-id-twice", "info")}
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_site(name: str) -> None:
    if not SITES.is_dir():
        pytest.skip("the sites are not here")
    site = load([str(SITES / name)])

    found = {(finding.place.node, finding.rule, finding.severity) for finding in check(site, RULES)}

    assert site.errors == ()
    on_each = (
        EXPECTED[name] | {NOT_RESTARTED} | ({UNORDERED} if SLOW not in EXPECTED[name] else set())
    )
    expected = {(node, *said) for node in ("lb1", "lb2") for said in on_each}
    assert found == expected | ONCE_A_SITE.get(name, set())


def test_no_rule_stumbles_over_a_file_of_the_corpus() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not here")
    files = [path for path in CORPUS.rglob("*") if path.suffix in (".cfg", ".conf")]

    places = [f.place.path for path in files for f in check(load([str(path)]), RULES)]

    assert len(files) > 0
    assert all(Path(path).is_file() for path in places)
