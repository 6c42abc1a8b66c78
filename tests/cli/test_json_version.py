# SPDX-License-Identifier: Apache-2.0
"""One version of all JSON; proofs that were saved, read again for their traces."""

import json
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
