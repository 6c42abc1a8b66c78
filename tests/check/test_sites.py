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

EXPECTED: dict[str, set[tuple[str, Severity]]] = {
    "kolla-ansible": set(),
    "octavia": set(),
    "roxy-wi": {("script-user-missing", "error")},
    "seed-1-transparent": {("haproxy-not-tracked", "error")},
    "seed-2-dummy": {
        ("haproxy-not-tracked", "error"),
        ("vip-on-second-interface-answers-arp", "error"),
    },
    "seed-3-notify": {
        ("haproxy-not-tracked", "error"),
        ("haproxy-started-only-by-notify", "error"),
        ("notify-uses-shell-syntax", "warning"),
        ("pgrep-matches-itself", "warning"),
        ("state-file-in-tmp", "warning"),
    },
    "seed-plain": {("haproxy-not-tracked", "error"), ("vip-bind-race", "error")},
}
"""The same on lb1 and lb2."""


@pytest.mark.parametrize("name", EXPECTED)
def test_a_site(name: str) -> None:
    if not SITES.is_dir():
        pytest.skip("the sites are not here")
    site = load([str(SITES / name)])

    found = {(finding.place.node, finding.rule, finding.severity) for finding in check(site, RULES)}

    assert site.errors == ()
    assert found == {(node, *said) for node in ("lb1", "lb2") for said in EXPECTED[name]}


def test_no_rule_stumbles_over_a_file_of_the_corpus() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not here")
    files = [path for path in CORPUS.rglob("*") if path.suffix in (".cfg", ".conf")]

    places = [f.place.path for path in files for f in check(load([str(path)]), RULES)]

    assert len(files) > 0
    assert all(Path(path).is_file() for path in places)
