# SPDX-License-Identifier: Apache-2.0
"""The page in a real browser: no complaint, no way sideways, and it can be printed."""

import re
import shutil
import subprocess
from html import escape
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.report.drills import DRILLED, record

from holdfast.report.page.page import page

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: `make test` installs it"),
]

LONG = "a-name-that-is-as-long-as-a-host-name-may-be-or-a-little-longer-than-that"


def chromium(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run it without a window and without a network; what a page complains of is on stderr."""
    offline = [
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ]
    quiet = ["--headless", "--disable-gpu", "--no-first-run", "--enable-logging=stderr"]
    # Its own sandbox needs a user other than root; the page is ours.
    command = [CHROMIUM, *quiet, *offline, "--no-sandbox", f"--user-data-dir={folder / 'profile'}"]
    return subprocess.run(
        [*command, *words], capture_output=True, text=True, check=True, timeout=120
    )


def complaints(stderr: str) -> list[str]:
    return re.findall(r"CONSOLE.*", stderr)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One drill, several, and one with long names."""
    folder = tmp_path_factory.mktemp("pages")
    other = replace(DRILLED, site="rome", drills=(record(node="web1", outage_ms=4100.0),))
    long = replace(
        DRILLED,
        site=LONG,
        substitutions=(LONG * 3,),
        drills=(record(node=LONG, why=LONG * 4, verdict="broken"),),
        command=("holdfast", "drill", LONG * 3),
    )
    files = {}
    for name, drills in {"one": [DRILLED], "two": [DRILLED, other], "long": [long]}.items():
        files[name] = folder / f"{name}.html"
        files[name].write_bytes(page(drills))
    return files


@pytest.mark.parametrize("name", ["one", "two", "long"])
def test_the_console_is_silent(name: str, pages: dict[str, Path], tmp_path: Path) -> None:
    done = chromium(tmp_path, "--dump-dom", pages[name].as_uri())
    assert complaints(done.stderr) == []
    assert "Every fault against the claims" in done.stdout


def test_a_complaint_would_be_seen(tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><script>throw 'up'</script>")
    assert len(complaints(chromium(tmp_path, "--dump-dom", bad.as_uri()).stderr)) == 1


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", ["one", "two", "long"])
def test_nothing_reaches_beyond_the_window(
    name: str, width: int, pages: dict[str, Path], tmp_path: Path
) -> None:
    """A page around it measures it: it has no script itself."""
    around = tmp_path / "around.html"
    around.write_text(
        f'<!doctype html><iframe width="{width}" height="800" style="border:0" '
        f'srcdoc="{escape(pages[name].read_text(encoding="utf-8"))}"></iframe>'
        "<script>frames[0].frameElement.onload = e => document.title = "
        "'wide ' + e.target.contentDocument.scrollingElement.scrollWidth</script>",
        encoding="utf-8",
    )
    done = chromium(tmp_path, "--virtual-time-budget=5000", "--dump-dom", around.as_uri())
    measured = re.search(r"<title>wide (\d+)</title>", done.stdout)
    assert measured is not None
    assert int(measured[1]) <= width


def test_it_can_be_printed(pages: dict[str, Path], tmp_path: Path) -> None:
    file = tmp_path / "one.pdf"
    chromium(tmp_path, f"--print-to-pdf={file}", pages["one"].as_uri())
    assert file.read_bytes().startswith(b"%PDF-")
