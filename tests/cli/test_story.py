# SPDX-License-Identifier: Apache-2.0
"""holdfast story as it is typed: journals of every kind, and what is none."""

import bz2
import gzip
import json
import lzma
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.story.recorded import JOURNALS

from holdfast.cli.main import holdfast
from holdfast.model.json_version import VERSION

PAIR = Path(__file__).parents[2] / "examples" / "pair"
STOP = JOURNALS / "keepalived-stop"
HOW = "write one out with `journalctl -u keepalived -u haproxy -o short-iso-precise > lb1.log`"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(holdfast, ["story", *(str(word) for word in words)])


def test_the_whole_story() -> None:
    result = run(STOP / "lb1.log", STOP / "lb2.log", "--site", PAIR)
    assert (result.exit_code, result.stderr) == (0, "")
    told = [line.strip() for line in result.stdout.splitlines()]
    at = told.index("VI_01 (172.22.21.36)")
    assert [" ".join(line.split()) for line in told[at + 1 : at + 6]] == [
        "12:58:58.724 not known for 3.6 s",
        "12:59:02.338 lb1 for 5.4 s",
        "12:59:07.735 nobody for 609 ms",
        "12:59:08.344 lb2 for 8.0 s",
        "12:59:16.383 lb1 for 4.2 s",
    ]
    assert "12:59:07.735  lb1 loses VI_01 (172.22.21.36): its keepalived was stopped." in told
    assert told[2].startswith("The clocks are taken to agree within 100 ms (--clocks, ")


def test_the_same_as_json() -> None:
    told = json.loads(run(STOP / "lb1.log", STOP / "lb2.log", "--format", "json").stdout)
    assert told["version"] == VERSION
    assert [node["node"] for node in told["nodes"]] == ["lb1", "lb2"]
    (group,) = told["groups"]
    assert [step["owners"] for step in group["owners"]] == [[], ["lb1"], [], ["lb2"], ["lb1"]]
    assert group["owners"][1]["since"].startswith("2026-11-23T12:59:02.338")
    assert told["second_clock_ahead_ms"] == 0
    assert {"at", "node", "text", "group", "times", "until", "order_unsure"} == set(
        told["account"][0]
    )


def test_a_single_request(tmp_path: Path) -> None:
    for name, kept in (("lb1.log", 0), ("lb2.log", 1)):
        lines = (STOP / name).read_bytes().splitlines(keepends=True)
        asked = [line for line in lines if b"GET / " in line]
        left = [line for line in lines if line not in asked[kept:]]
        (tmp_path / name).write_bytes(b"".join(left))

    told = run(tmp_path / "lb1.log", tmp_path / "lb2.log").stdout

    assert "12:59:07.735 to 12:59:11.344: 1 request answered, 0 failed, 0 broken off; " in told


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_journals(pack: Callable[[bytes], bytes], tmp_path: Path) -> None:
    packed = tmp_path / "lb1.log.1"
    packed.write_bytes(pack((STOP / "lb1.log").read_bytes()))
    assert run(packed, STOP / "lb2.log").stdout == run(STOP / "lb1.log", STOP / "lb2.log").stdout


def test_rotated_files_and_hosts_in_one_file(tmp_path: Path) -> None:
    whole = run(STOP / "lb1.log", STOP / "lb2.log").stdout
    lines = (STOP / "lb1.log").read_bytes().splitlines(keepends=True)
    (tmp_path / "old").write_bytes(b"".join(lines[:40]))
    (tmp_path / "new").write_bytes(b"".join(lines[40:]))
    assert run(tmp_path / "new", tmp_path / "old", STOP / "lb2.log").stdout == whole
    with (tmp_path / "both").open("wb") as file:
        for name in ("lb1.log", "lb2.log"):
            with (STOP / name).open("rb") as part:
                shutil.copyfileobj(part, file)
    assert run(tmp_path / "both").stdout == whole


def test_a_node_may_be_named() -> None:
    told = run(f"a={STOP / 'lb1.log'}", f"b={STOP / 'lb2.log'}")
    assert "a loses VI_01: its keepalived was stopped." in told.stdout
    assert "lb1" not in told.stdout


def test_one_journal_alone_says_so() -> None:
    told = run(STOP / "lb2.log")
    assert told.exit_code == 0
    assert "Only lb2's: what another node owned is not known." in told.stdout


def test_lines_of_something_else_are_counted(tmp_path: Path) -> None:
    mixed = tmp_path / "lb1.log"
    mixed.write_bytes(b"\0\0\0" + (STOP / "lb1.log").read_bytes() + b"what is this\n\xff\xfe\n")
    result = run(mixed, STOP / "lb2.log")
    assert result.exit_code == 0
    number = len((STOP / "lb1.log").read_bytes().splitlines()) + 2
    assert result.stderr == f"{mixed}: 2 of {number} lines are none of a journal\n"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", f"is empty: {HOW}"),
        (b"\x7fELF\x00\x01" * 1000, f"has no line of a journal: {HOW}"),
        (b"[   12.345678] lb1 systemd[1]: Started\n", f"has no line of a journal: {HOW}"),
        (
            b"LPKSHHRH\0\0\0",
            "is a binary journal: write it out with `journalctl --file bad -o short-iso-precise`",
        ),
        (b"\x28\xb5\x2f\xfdxxxx", "is packed with zstd: unpack it (`zstd -d bad`)"),
        (
            gzip.compress(b"x" * 1000, mtime=0)[:20],
            "cannot be read (Compressed file ended before the end-of-stream marker was reached)",
        ),
        (b"\x1f\x8b no gzip at all", "cannot be read (Unknown compression method)"),
    ],
)
def test_what_is_no_journal_is_one_line(
    data: bytes, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad").write_bytes(data)
    result = run("bad", STOP / "lb2.log")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: bad {told}\n")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path, why in (
        (tmp_path / "no.log", "No such file or directory"),
        (tmp_path, "Is a directory"),
    ):
        result = run(path)
        assert (result.exit_code, result.stderr) == (
            2,
            f"Error: {path} cannot be read ({why})\n",
        )


def test_journals_without_keepalived(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("2026-11-23T12:00:00+0000 lb1 sshd[1]: Accepted\n")
    result = run(tmp_path / "a.log")
    assert result.exit_code == 0
    assert "nothing of the pair's" in result.stdout


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_that_a_terminal_obeys_comes_through(form: str, tmp_path: Path) -> None:
    evil = tmp_path / "lb1.log"
    at = "2026-11-23T12:00:00.000+0000 lb\x1b2"
    evil.write_bytes(
        f"{at} Keepalived_vrrp: (VI\x1b]0;x\x07) Entering MASTER STATE\n"
        f"{at} Keepalived_vrrp: VRRP_Script(\x9b2Jx) failed\n".encode()
    )
    told = run(evil, "--format", form).stdout
    assert "Entering" not in told
    assert not set("\x1b\x07\x9b") & set(told)
    assert "\ufffd" in told
