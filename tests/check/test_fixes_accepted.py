# SPDX-License-Identifier: Apache-2.0
"""What HAProxy and keepalived accepted before a fix, they accept after it."""

from pathlib import Path

import pytest
from tests.check.daemons import said
from tests.check.pages import write_case
from tests.check.test_pages import WITH_A_FIX

from holdfast.check.page import Case
from holdfast.check.rule import Rule

DAEMONS = {"/etc/haproxy/haproxy.cfg": "haproxy", "/etc/keepalived/keepalived.conf": "keepalived"}
ALL_IS_WELL = "Configuration file is valid"


@pytest.mark.lab
@pytest.mark.parametrize(("rule", "case"), WITH_A_FIX)
def test_a_daemon_has_nothing_new_to_say(rule: Rule, case: Case, tmp_path: Path) -> None:
    after = Case("silent", case.title, {**case.files, **case.after}, (), {}, {})
    write_case(case, tmp_path / "before")
    write_case(after, tmp_path / "after")

    for node, daemon in sorted(edited(case)):
        before = {ALL_IS_WELL, *said(tmp_path / "before" / node, daemon)}
        assert set(said(tmp_path / "after" / node, daemon)) <= before


def edited(case: Case) -> set[tuple[str, str]]:
    """The nodes with a configuration that the fix changes, and whose daemon reads it."""
    parts = ((node, f"/{path}") for node, _, path in (p.partition("/") for p in case.after))
    return {(node, DAEMONS[path]) for node, path in parts if path in DAEMONS}
