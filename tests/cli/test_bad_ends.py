# SPDX-License-Identifier: Apache-2.0
"""How the program itself ends where its surroundings fail it: one line, exit 2, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.cli.main import main

PAIR = Path(__file__).parents[2] / "examples" / "pair"
HOLDFAST = (sys.executable, "-m", "holdfast")
SAYS_MUCH = (["check", str(PAIR)], ["rules"], ["explain"], ["explain", "vip-bind-race"])


@pytest.mark.parametrize("words", [*SAYS_MUCH, ["check", str(PAIR), "--format", "json"]])
def test_an_output_that_is_full_is_told(words: list[str]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*HOLDFAST, *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert (done.returncode, done.stderr) == (2, "Error: the output: No space left on device\n")


def test_a_failure_that_nobody_can_be_told_is_one_nevertheless() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*HOLDFAST, "check", "/nowhere"], stderr=full, check=False)

    assert done.returncode == 2


@pytest.mark.parametrize("letters", ["ascii", "latin-1", "ascii:surrogateescape"])
def test_a_locale_of_few_letters_shows_what_it_can(letters: str) -> None:
    few = {**os.environ, "PYTHONIOENCODING": letters}
    done = subprocess.run(
        [*HOLDFAST, "explain", "relay"], capture_output=True, env=few, check=False
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert b" ? /etc/holdfast/relay.nft: the table holdfast_relay" in done.stdout


@pytest.mark.parametrize("words", SAYS_MUCH)
def test_a_reader_that_has_enough_is_no_matter(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        [*HOLDFAST, *words], stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )

    os.close(writing)
    assert done.stderr == ""


def test_a_folder_that_is_gone_is_no_matter_where_paths_are_whole(tmp_path: Path) -> None:
    gone = f"cd {tmp_path} && rmdir {tmp_path} && exec {sys.executable} -m holdfast check {PAIR}"

    done = subprocess.run(["sh", "-c", gone], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, "")
    assert "vip-bind-race" in done.stdout


def test_an_interrupt_is_no_finding(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("holdfast.cli.check.read_sites", interrupted)
    monkeypatch.setattr(sys, "argv", ["holdfast", "check", str(PAIR)])

    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == "Error: interrupted"
