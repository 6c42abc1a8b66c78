# SPDX-License-Identifier: Apache-2.0
"""The race of the recipe's pair, and that each method ends it."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.prove.sites import judged

from holdfast.cli.main import holdfast
from holdfast.load.site import load
from holdfast.prove.prove import Asked, prove

PAIR = Path(__file__).parents[2] / "examples" / "pair"


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PAIR, tmp_path / "pair"))


def fix(folder: Path, method: str) -> None:
    result = CliRunner().invoke(holdfast, ["fix", str(folder), "--method", method])
    assert result.exit_code == 0, result.output


def test_the_race_takes_two_steps() -> None:
    found = judged(load([str(PAIR)]), "haproxy-runs-everywhere", 2)

    assert not found.held
    assert len(found.trace) <= 3


@pytest.mark.parametrize("method", ["transparent", "nonlocal-bind", "dummy", "wildcard"])
def test_haproxy_runs_everywhere_after_a_fix(pair: Path, method: str) -> None:
    fix(pair, method)

    assert judged(load([str(pair)]), "haproxy-runs-everywhere", 3).held


@pytest.mark.parametrize("method", ["transparent", "dummy"])
def test_notify_start_needs_another_method(pair: Path, method: str) -> None:
    fix(pair, "notify-start")
    assert not judged(load([str(pair)]), "haproxy-runs-everywhere").held

    fix(pair, method)
    assert judged(load([str(pair)]), "haproxy-runs-everywhere", 3).held


def test_the_example_that_outlives_faults_keeps_every_claim() -> None:
    """By what its files say: nothing in them has to be taken on trust."""
    proof = prove(load([str(PAIR.with_name("pair-fixed"))]), Asked(3))

    assert [one.claim for one in proof.claims if not one.held] == []


STATES = {
    ("pair", 0): (5, 5),
    ("pair", 1): (29, 41),
    ("pair", 2): (144, 315),
    ("pair", 3): (376, 1084),
    ("pair-fixed", 2): (317, 601),
}
"""States and transitions of the examples as they are, by the number of faults at once."""


@pytest.mark.parametrize(("example", "faults"), STATES)
def test_the_states_of_the_examples_are_counted(example: str, faults: int) -> None:
    proof = prove(load([str(PAIR.with_name(example))]), Asked(faults))

    assert (proof.states, proof.transitions) == STATES[example, faults]
