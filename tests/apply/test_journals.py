# SPDX-License-Identifier: Apache-2.0
"""Journals read by the real Ansible, on this host; journalctl says what a pair once logged."""

import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.story.recorded import JOURNALS

from holdfast.cli.live_journals import live_journals
from holdfast.cli.main import holdfast
from holdfast.cli.way import Way
from holdfast.load.site import load

PAIR = Path(__file__).parents[2] / "examples" / "pair"
RECORDED = JOURNALS / "keepalived-stop" / "lb1.log"
SECRET = "hunter2"
SINCE = "2 hours ago; touch /tmp/never"

pytestmark = pytest.mark.lab


def story(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, ["story", *map(str, words)], prog_name="holdfast")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """One node, with a password that its journal repeats."""
    folder = tmp_path / "site"
    shutil.copytree(PAIR / "lb1", folder / "lb1")
    conf = folder / "lb1/etc/keepalived/keepalived.conf"
    conf.write_text(conf.read_text().replace("advert_int 1", f"advert_int 1\n auth_pass {SECRET}"))
    return folder


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    file = tmp_path / "hosts"
    file.write_text("lb1 ansible_connection=local ansible_python_interpreter=/usr/bin/python3\n")
    return file


def journald(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journalctl with this to say; the file that gets its arguments."""
    asked = folder / "asked"
    program = folder / "bin" / "journalctl"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >{shlex.quote(str(asked))}\n{script}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    return asked


def test_the_story_of_a_live_journal(
    site: Path, inventory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = journald(tmp_path, f"cat {shlex.quote(str(RECORDED))}", monkeypatch)

    done = story("--live", "--site", site, "--inventory", inventory, "--since", SINCE)

    assert (done.exit_code, done.stderr) == (0, ""), done.output
    assert "lb1 loses VI_01 (172.22.21.36): its keepalived was stopped." in done.stdout
    assert f"--since={SINCE}" in asked.read_text().splitlines()
    assert not Path("/tmp/never").exists()


def test_a_password_that_a_journal_repeats_is_hidden(
    site: Path, inventory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journald(tmp_path, f"echo 2026-11-23T12:00:00 lb1 keepalived: bad line: {SECRET}", monkeypatch)

    with live_journals(load([str(site)]), "-1d", Way(str(inventory))) as [named]:
        name, _, file = named.partition("=")
        kept = Path(file)
        text = kept.read_text()

    assert (name, text) == ("lb1", "2026-11-23T12:00:00 lb1 keepalived: bad line: (hidden)\n")
    assert not kept.exists()


def test_a_journal_without_a_line_of_theirs(
    site: Path, inventory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journald(tmp_path, "echo No journal files were opened >&2", monkeypatch)

    done = story("--live", "--site", site, "--inventory", inventory)

    assert (done.exit_code, done.output) == (
        2,
        "Error: lb1: its journal has nothing of keepalived or haproxy since then (No journal files "
        "were opened)\n",
    )


@pytest.mark.parametrize("words", [("--live",), ("--live", "--site", PAIR, RECORDED)])
def test_live_wants_a_site_and_no_files(words: tuple[str | Path, ...]) -> None:
    done = story(*words)

    assert (done.exit_code, done.output) == (
        2,
        "Error: --live reads the journals of the nodes of --site SITE, and no files\n",
    )


def test_without_either_it_says_what_it_wants() -> None:
    assert story().output == (
        "Error: which journals? name their files, or read them live: --live --site SITE\n"
    )
