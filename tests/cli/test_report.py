# SPDX-License-Identifier: Apache-2.0
"""holdfast report, and drill --report: the page is written whole, or one line says why not."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace
from tests.report.drills import DRILLED
from tests.report.page_reader import figures, parsed, text

from holdfast.cli import drill as drill_command
from holdfast.cli import report_file
from holdfast.cli.main import holdfast
from holdfast.drill.record import Drilled
from holdfast.model.site import Site
from holdfast.report.drill_json import drill_json

PAIR = Path(__file__).parents[2] / "examples" / "pair"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, [str(word) for word in words])


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "run.json"
    file.write_bytes(drill_json(DRILLED) + b"\n")
    return file


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sites that were drilled; the lab is left out."""
    found: list[str] = []

    def play(site: Site, *_how: object) -> Drilled:
        found.append(site.name)
        return replace(DRILLED, site=site.name)

    monkeypatch.setattr(drill_command, "drill", play)
    return found


def test_a_page_of_one_run(saved: Path, tmp_path: Path) -> None:
    result = run("report", saved, "--html", tmp_path / "out.html")
    assert (result.exit_code, result.stderr) == (0, f"wrote {tmp_path / 'out.html'}\n")
    assert len(figures(parsed((tmp_path / "out.html").read_bytes()))) == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.html", "run.json"]


def test_runs_of_several_files_and_several_in_a_file(saved: Path, tmp_path: Path) -> None:
    both = tmp_path / "both.json"
    both.write_bytes(saved.read_bytes() * 2)
    assert run("report", saved, both, "--html", tmp_path / "out.html").exit_code == 0
    title = parsed((tmp_path / "out.html").read_bytes()).find(".//h1")
    assert title is not None
    assert text(title) == "Drill of berlin, berlin (2) and berlin (3)"


def test_the_table_as_a_picture(saved: Path, tmp_path: Path) -> None:
    assert run("report", saved, "--svg", tmp_path / "out.svg").exit_code == 0
    assert (tmp_path / "out.svg").read_bytes().startswith(b"<svg ")


def test_drill_writes_the_page_when_it_has_told_the_outcome(
    played: list[str], tmp_path: Path
) -> None:
    page = tmp_path / "out.html"
    result = run("drill", PAIR, "--fault", "boot", "--report", page)
    assert (result.exit_code, played) == (1, ["pair"])
    assert "haproxy-gone lb1" in result.stdout
    commands = [text(code) for code in parsed(page.read_bytes()).iter("code")]
    assert commands[-1] == shlex.join(["holdfast", "drill", str(PAIR), "--fault", "boot"])


def test_sites_are_compared_one_after_the_other(
    played: list[str], tmp_path: Path, saved: Path
) -> None:
    other = tmp_path / "rome"
    other.symlink_to(PAIR)
    page = tmp_path / "out.html"
    result = run("drill", "--compare", PAIR, other, "--report", page, "--format", "json")
    assert (result.exit_code, played) == (1, ["pair", "rome"])
    saved.write_text(result.stdout)
    assert run("report", saved, "--html", tmp_path / "again.html").exit_code == 0
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_a_page_that_is_there_is_replaced_whole(saved: Path, tmp_path: Path) -> None:
    page = tmp_path / "out.html"
    page.write_text("old")
    page.chmod(0o640)
    assert run("report", saved, "--html", page).exit_code == 0
    assert (page.stat().st_mode & 0o777, page.read_bytes()[:15]) == (0o640, b"<!doctype html>")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--html", "."], ". is a folder: name a file in it"),
        (["--html", "no/out.html"], "no/out.html cannot be written: there is no folder no"),
        (["--svg", "no/out.svg"], "no/out.svg cannot be written: there is no folder no"),
        (
            ["--html", "/dev/null"],
            "/dev/null is no regular file, and would be replaced by one: name another",
        ),
        ([], "nothing to write: name a file with --html or --svg"),
    ],
)
def test_what_cannot_be_written_is_one_line(
    words: list[str], told: str, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(saved.parent)
    result = run("report", "run.json", *words)
    assert (result.exit_code, result.stderr) == (2, f"Error: {told}\n")


def test_a_file_system_that_takes_no_file_is_one_line(saved: Path) -> None:
    result = run("report", saved, "--svg", "/proc/out.svg")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: /proc/out.svg cannot be written: ")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "bad.json is empty: write it with `holdfast drill --format json`"),
        (
            b'{"version":7}',
            "bad.json is not what `holdfast drill --format json` writes: it is of version 7, and "
            "this holdfast reads 0 and 1",
        ),
    ],
)
def test_a_file_that_is_no_drill_is_one_line_and_nothing_is_written(
    data: bytes, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.json").write_bytes(data)
    result = run("report", "bad.json", "--html", "out.html")
    assert (result.exit_code, result.stderr) == (2, f"Error: {told}\n")
    assert not Path("out.html").exists()


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    missing = tmp_path / "no.json"
    result = run("report", missing, "--html", tmp_path / "out.html")
    how = "write it with `holdfast drill --format json`"
    assert result.stderr == f"Error: {missing} is not there: {how}\n"


def test_a_picture_shows_one_run(saved: Path, tmp_path: Path) -> None:
    result = run("report", saved, saved, "--svg", tmp_path / "out.svg")
    assert result.stderr == "Error: --svg shows one drill, and there are 2: name one file\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--report", "no/out.html"], "no/out.html cannot be written: there is no folder no"),
        (["--compare"], "--compare needs two site folders or more: holdfast drill --compare A B"),
        (
            ["--trace", "t.json", "--report", "out.html"],
            "--trace plays one site without a distance between its nodes, and makes no page: "
            "leave --compare, --delay and --report",
        ),
    ],
)
def test_drill_says_it_before_anything_is_played(
    words: list[str], told: str, played: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("drill", PAIR, *words)
    assert (result.exit_code, result.stderr, played) == (2, f"Error: {told}\n", [])


def test_a_missing_library_is_told_before_anything_is_played(
    played: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_file, "find_spec", lambda _name: None)
    result = run("drill", PAIR, "--report", tmp_path / "out.html")
    assert (result.exit_code, played) == (2, [])
    assert result.stderr == (
        "Error: a page needs vl-convert-python: pip install 'holdfast[report]', or save "
        "--format json and make the page of it elsewhere\n"
    )


def test_what_draws_is_imported_only_for_a_page() -> None:
    """It is dear, and what draws is an extra."""
    code = (
        "import sys, holdfast.cli.drill, holdfast.cli.report\n"
        "sys.exit(', '.join({'jinja2', 'markupsafe', 'vl_convert'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_journals_are_refused_before_anything_is_played(played: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "logs" / "lb1.log").mkdir(parents=True)
    for folder, told in (
        (tmp_path / "file", f"{tmp_path / 'file'} cannot be made (File exists): name another"),
        (tmp_path / "logs", f"{tmp_path / 'logs' / 'lb1.log'} is a folder: name a file in it"),
    ):
        result = run("drill", PAIR, "--journals", folder)
        assert (result.exit_code, result.stderr, played) == (2, f"Error: {told}\n", [])
