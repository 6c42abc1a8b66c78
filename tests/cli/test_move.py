# SPDX-License-Identifier: Apache-2.0
"""holdfast move: what it refuses before there is a lab."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdfast.cli.main import holdfast

PAIR = Path(__file__).parents[2] / "examples" / "pair-fixed"
CONF = "lb1/etc/keepalived/keepalived.conf"


def move(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, ["move", *map(str, words)])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([PAIR, "--to", "lb3"], "no node is called lb3: --to takes one of lb1, lb2"),
        (
            [PAIR / CONF, "--to", "lb1"],
            "a lab needs whole nodes: name their folders, lb1=DIR lb2=DIR",
        ),
        (
            [PAIR, "--to", "lb2", "--become"],
            "--inventory, --become and --yes are for --live: without it the move is tried in a lab",
        ),
        (
            [PAIR / "lb1", "--to", "lb1"],
            "no VIP of lb1 is on another of these nodes: name the whole site",
        ),
    ],
)
def test_what_it_cannot_move_is_told_in_one_line(words: list[str | Path], told: str) -> None:
    result = move(*words)
    assert (result.exit_code, result.stderr) == (2, f"Error: {told}\n")


def test_nothing_outranks_the_owner_of_an_address(tmp_path: Path) -> None:
    pair = Path(shutil.copytree(PAIR, tmp_path / "pair"))
    conf = pair / CONF
    conf.write_text(conf.read_text().replace("priority 101", "priority 255"))

    result = move(pair, "--to", "lb2")

    assert result.exit_code == 2
    assert result.stderr == "Error: lb1: VI_01 has priority 255, which nothing outranks\n"
