# SPDX-License-Identifier: Apache-2.0
"""scripts/prevalence.py: how often each rule fires."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_table_counts_files_and_findings(tmp_path: Path) -> None:
    for name, text in {
        "a.cfg": "frontend web\n    bind :80\n",
        "b.conf": "vrrp_instance A {\n    nopreemt\n    nopremt\n}\n",
        "c.conf": "vrrp_instance A {\n}\n",
        "d.conf": "include none.conf\nvrrp_instance A {\n}\n",
        "e.txt": "not looked at",
    }.items():
        (tmp_path / name).write_text(text)

    told = subprocess.run(
        [sys.executable, ROOT / "scripts" / "prevalence.py", tmp_path],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout

    assert ": 1 haproxy, 2 keepalived files, 1 not read\n" in told
    assert "| `keepalived-unknown-keyword` | error | keepalived | 2 | 1 | 50% **!** |\n" in told
    assert "`vip-bind-race`" in told.partition("\nNever: ")[2]
