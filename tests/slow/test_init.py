# SPDX-License-Identifier: Apache-2.0
"""The test that a new site has of its own, as its user calls it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.test_init import GIVEN

from holdfast.cli.main import holdfast

pytestmark = pytest.mark.lab


def test_a_new_site_passes_its_own_test(tmp_path: Path) -> None:
    site = tmp_path / "site"
    patient = ("--fail-over", "3s")  # a machine with other work to do moves no VIP by itself
    made = CliRunner().invoke(holdfast, ["init", str(site), *GIVEN, *patient, "--relay", "--yes"])
    assert made.exit_code == 0, made.output

    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [site / "test.sh"],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
