# SPDX-License-Identifier: Apache-2.0
"""A file for `drill --trace` that no lab is started for: one line, exit 2."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.prove.sites import instance, site

from holdfast.cli.main import holdfast
from holdfast.cli.trace_file import traces
from holdfast.prove.trace import Act

BOOT = {"fault": "boot", "node": None, "link": None, "undo": False}


def drilled(folder: Path, trace: bytes) -> tuple[int, str]:
    site(folder / "site", instance(101), instance(100))
    (folder / "proof.json").write_bytes(trace)
    done = CliRunner().invoke(
        holdfast, ["drill", str(folder / "site"), "--trace", str(folder / "proof.json")]
    )
    assert done.stdout == ""
    return done.exit_code, done.stderr.replace(f"{folder}/", "")


def trace(*acts: Mapping[str, object]) -> bytes:
    steps = [{"action": act} for act in acts]
    return json.dumps({"claims": [{"claim": "one-owner", "trace": steps}]}).encode()


@pytest.mark.parametrize(
    "rubbish", [b"", b"rubbish", b"\xff\xfe", b"[]", b'{"claims": 3}', b'{"claims": ["\xff"]}']
)
def test_rubbish_is_not_what_prove_writes(tmp_path: Path, rubbish: bytes) -> None:
    status, told = drilled(tmp_path, rubbish)

    assert status == 2
    assert told.startswith("Error: proof.json is not what `holdfast prove --format json` writes: ")
    assert told.count("\n") == 1


def test_a_proof_that_broke_nothing_has_no_trace(tmp_path: Path) -> None:
    status, told = drilled(tmp_path, b'{"claims": [{"claim": "one-owner", "trace": []}]}')

    assert (status, told) == (2, "Error: proof.json has no trace: every claim in it is kept\n")


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ({"fault": "haproxy-gone", "node": "web7"}, "haproxy-gone web7"),
        ({"fault": "meteor", "node": "lb1"}, "meteor lb1"),
        ({"fault": "partition", "node": "lb1", "link": "lb1,lb9"}, "partition lb1,lb9"),
        ({"fault": "partition", "node": "lb1", "link": "lb1"}, "partition lb1"),
        ({"fault": "partition-one-way", "link": "lb1,lb2"}, "partition-one-way lb1,lb2"),
        ({"fault": "interface-down", "node": "lb1", "link": "bond7"}, "interface-down bond7"),
        ({"fault": "check-changes", "node": "lb1", "link": "chk"}, "check-changes chk"),
        ({"fault": "boot", "node": "lb1"}, "boot lb1"),
    ],
)
def test_a_trace_of_another_site_is_not_played(
    tmp_path: Path, act: Mapping[str, object], told: str
) -> None:
    assert drilled(tmp_path, trace(BOOT, act)) == (
        2,
        f"Error: proof.json is of another site: this one has no {told}\n",
    )


def test_a_trace_begins_with_a_boot(tmp_path: Path) -> None:
    assert drilled(tmp_path, trace({"fault": "haproxy-gone", "node": "lb1"})) == (
        2,
        "Error: proof.json: the trace of one-owner does not begin with a boot of all nodes\n",
    )


def test_what_prove_writes_of_the_site_itself_is_read(tmp_path: Path) -> None:
    one = site(tmp_path / "site", instance(101), instance(100))
    told = CliRunner().invoke(holdfast, ["prove", str(tmp_path / "site"), "--format", "json"])
    (tmp_path / "proof.json").write_text(told.stdout)

    found = traces(str(tmp_path / "proof.json"), one)

    assert found["owner-serves"] == (Act("boot"), Act("haproxy-gone", "lb1"))
    assert found["dead-node-holds-no-vip"] == (Act("boot"), Act("keepalived-killed", "lb1"))
