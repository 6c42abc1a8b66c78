# SPDX-License-Identifier: Apache-2.0
"""One version of all JSON; proofs that were saved, read again for their traces."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from holdfast.cli.failure import Failure
from holdfast.cli.main import holdfast
from holdfast.cli.trace_file import traces
from holdfast.load.site import load
from holdfast.model.json_version import VERSION

PAIR = str(Path(__file__).parents[2] / "examples" / "pair")

STEPS = [{"action": {"fault": "boot"}}, {"action": {"fault": "haproxy-gone", "node": "lb1"}}]


@pytest.mark.parametrize(
    "words",
    [
        ("check", PAIR),
        ("check", PAIR, "--estimate"),
        ("rules",),
        ("plan", PAIR, "--method", "dummy"),
        ("prove", PAIR, "--faults", "1"),
    ],
)
def test_whatever_is_printed_has_the_same(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(holdfast, [*words, "--format", "json"])

    assert json.loads(done.stdout)["version"] == VERSION


def proof(folder: Path, **told: Any) -> str:
    path = folder / "proof.json"
    path.write_text(json.dumps({"claims": [{"claim": "one-owner", "trace": STEPS}]} | told))
    return str(path)


@pytest.mark.parametrize("version", [0, 1])
def test_of_this_version_and_from_before_the_first_release(tmp_path: Path, version: int) -> None:
    found = traces(proof(tmp_path, version=version, later="field"), load([PAIR]))

    assert [(claim, [act.fault for act in acts]) for claim, acts in found.items()] == [
        ("one-owner", ["boot", "haproxy-gone"])
    ]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"version": 7}, "is of version 7, and this holdfast reads 0 and 1"),
        ({"version": 1, "claims": []}, "has no trace: every claim in it is kept"),
    ],
)
def test_another_file_is_refused_in_one_line(
    tmp_path: Path, told: dict[str, Any], why: str
) -> None:
    path = proof(tmp_path, **told)
    with pytest.raises(Failure) as refused:
        traces(path, load([PAIR]))

    assert refused.value.message == f"{path} {why}"


@pytest.mark.parametrize(
    "words",
    [
        ("check", PAIR, "--baseline", "deep"),
        ("drill", PAIR, "--trace", "deep"),
        ("report", "deep", "--svg", "out.svg"),
        ("check", "site"),
    ],
)
def test_what_nests_without_an_end_is_refused_in_one_line(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PAIR, "site")
    for file in ("deep", "site/lb1/facts.json"):
        Path(file).write_text(f'{{"version":1,"x":{"[" * 100_000}')

    done = CliRunner().invoke(holdfast, words)

    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "JSON is nested too deeply" in done.stderr
