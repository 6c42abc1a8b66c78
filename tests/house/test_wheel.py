# SPDX-License-Identifier: Apache-2.0
"""What a user installs: the wheel holds every module and every page, and nothing else of ours."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"


def built_wheel(folder: Path) -> Path:
    """Build the wheel into `folder`, without network."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_the_wheel_holds_the_modules_and_their_pages(tmp_path: Path) -> None:
    shipped = {n for n in zipfile.ZipFile(built_wheel(tmp_path)).namelist() if "dist-info" not in n}
    written = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }

    assert shipped == written
    assert any(name.endswith(".md") for name in shipped)
