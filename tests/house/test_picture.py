# SPDX-License-Identifier: Apache-2.0
"""The picture in the README shows what check prints today."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_picture_is_that_of_todays_output(tmp_path: Path) -> None:
    drawn = tmp_path / "check.svg"

    subprocess.run([sys.executable, ROOT / "scripts" / "picture.py", drawn], check=True)

    assert drawn.read_text() == (ROOT / "docs" / "check.svg").read_text(), "run `make picture`"
    assert b"vip-bind-race" in drawn.read_bytes()
