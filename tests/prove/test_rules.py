# SPDX-License-Identifier: Apache-2.0
"""Where a rule speaks of arithmetic or of what nodes must agree on, the model agrees with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.prove.sites import haproxy_cfg, judged

from holdfast.check.page import Case, parse_page
from holdfast.check.registry import RULES
from holdfast.load.site import load
from holdfast.prove.vrrp.strikes import Kind

GONE: frozenset[Kind] = frozenset({"haproxy-gone"})
NONE: frozenset[Kind] = frozenset()
CLAIMS: dict[str, tuple[str, frozenset[Kind]]] = {
    "weight-never-flips": ("owner-serves", GONE),
    "nopreempt-with-weight": ("owner-serves", GONE),
    "vrid-mismatch": ("one-owner", NONE),
}
"""The claim that breaks where the rule fires and is kept where it is silent; under which faults."""

KNOWS_BETTER = {
    "the weight is too small anyway: weight-never-flips speaks": "another rule fires",
    "three small weights that fail together": "one of the three is opaque and need not fail",
    "members of a sync group": "keepalived drops the weighted check, and the rule says nothing",
}
"""Silent cases in which the claim breaks all the same, and why."""


def cases() -> Iterator[tuple[str, Case]]:
    for rule in RULES:
        if rule.name in CLAIMS:
            for case in parse_page(rule.page.read_text()).cases:
                yield rule.name, case


@pytest.mark.parametrize(
    ("rule", "case"), list(cases()), ids=lambda one: getattr(one, "title", one)
)
def test_the_model_agrees_with_the_rule(tmp_path: Path, rule: str, case: Case) -> None:
    if any("/" not in path for path in case.files):
        pytest.skip("a file without its node is no site")
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

    found = judged(load([str(tmp_path)]), claim, 1 if kinds else 0, kinds)

    assert found.held == (case.kind == "silent" and case.title not in KNOWS_BETTER), found.why
