# SPDX-License-Identifier: Apache-2.0
"""What `tests/conftest.py` does to a session whose tests were skipped."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
INI = "[pytest]\nmarkers =\n lab: needs the daemons\n browser: needs Chromium\n"

PASSES = "def test_passes(): pass\n"
CORPUS_SKIPPED = "import pytest\ndef test_corpus(): pytest.skip('no corpus here')\n"
LAB_PASSES = "import pytest\n@pytest.mark.lab\ndef test_drill(): pass\n"
LAB_SKIPPED = "import pytest\n@pytest.mark.lab\ndef test_drill(): pytest.skip('no haproxy')\n"
BROWSER_SKIPPED = LAB_SKIPPED.replace("mark.lab", "mark.browser")
LAB_SKIPPED_BY_MARK = (
    "import pytest\n@pytest.mark.lab\n@pytest.mark.skipif(True, reason='no haproxy')\n"
    "def test_drill(): pass\n"
)
LAB_WITHOUT_SITES = LAB_SKIPPED.replace("no haproxy", "the sites are not beside the checkout")
LAB_FILE_SKIPPED = (
    "import pytest\npytestmark = pytest.mark.lab\n"
    "pytest.skip('no haproxy', allow_module_level=True)\n"
)
LAB_EXPECTED_TO_FAIL = (
    "import pytest\n@pytest.mark.lab\n@pytest.mark.xfail\ndef test_drill(): assert False\n"
)


def run_pytest(
    folder: Path, test_file: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `test_file` and one passing test under our conftest, in a session of their own."""
    shutil.copy(CONFTEST, folder)
    (folder / "pytest.ini").write_text(INI)
    (folder / "test_passes.py").write_text(PASSES)
    (folder / "test_subject.py").write_text(test_file)
    inherited = {k: v for k, v in os.environ.items() if k not in ("CI", "HOLDFAST_NO_SKIP")}
    inherited["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the sessions need none, and start faster
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "test_file", [CORPUS_SKIPPED, LAB_PASSES, LAB_EXPECTED_TO_FAIL, LAB_WITHOUT_SITES]
)
def test_ci_passes_when_no_lab_test_is_skipped(tmp_path: Path, test_file: str) -> None:
    session = run_pytest(tmp_path, test_file, CI="true")

    assert session.returncode == 0, session.stdout
    assert "lab test skipped" not in session.stdout


def test_outside_ci_a_lab_test_may_be_skipped(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, LAB_SKIPPED).returncode == 0


@pytest.mark.parametrize("environment", [{"CI": "true"}, {"HOLDFAST_NO_SKIP": "1"}])
@pytest.mark.parametrize(
    ("test_file", "test"),
    [
        (LAB_SKIPPED, "test_subject.py::test_drill"),
        (BROWSER_SKIPPED, "test_subject.py::test_drill"),
        (LAB_SKIPPED_BY_MARK, "test_subject.py::test_drill"),
        (LAB_FILE_SKIPPED, "test_subject.py"),
    ],
)
def test_ci_fails_when_a_lab_test_is_skipped(
    tmp_path: Path, test_file: str, test: str, environment: dict[str, str]
) -> None:
    session = run_pytest(tmp_path, test_file, **environment)

    assert session.returncode == 1
    *_, line, summary = session.stdout.splitlines()
    assert line.startswith(f"lab test skipped, which fails CI: {test}: ")
    assert line.endswith("no haproxy")
    assert summary.startswith("1 passed, 1 skipped in ")
