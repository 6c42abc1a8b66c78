# SPDX-License-Identifier: Apache-2.0
"""The diff is one that patch and git take, whatever the bytes."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.cli.save import save
from holdfast.load.site import load
from holdfast.model.change import Change, FileEdit, NewFile, NewMode
from holdfast.report.diff import unified_diff
from holdfast.text.edit import Edit
from holdfast.text.span import Span

CFG = "/etc/haproxy/haproxy.cfg"


def node(folder: Path, data: bytes) -> Path:
    """A site with one node, whose haproxy.cfg this is."""
    file = folder / "lb1" / CFG[1:]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def edit(start: int, end: int, text: bytes) -> FileEdit:
    return FileEdit("lb1", CFG, Edit(Span(start, end), text))


def test_the_text_in_full(tmp_path: Path) -> None:
    node(tmp_path, b"frontend web\n    bind :80")
    wanted: tuple[Change, ...] = (
        edit(25, 25, b"80"),
        NewFile("lb1", "/usr/local/sbin/p", b"#!/bin/sh\n", 0o755),
    )

    assert unified_diff(load([str(tmp_path)]), wanted) == (
        "--- a/lb1/etc/haproxy/haproxy.cfg\n"
        "+++ b/lb1/etc/haproxy/haproxy.cfg\n"
        "@@ -1,2 +1,2 @@\n"
        " frontend web\n"
        "-    bind :80\n"
        "\\ No newline at end of file\n"
        "+    bind :8080\n"
        "\\ No newline at end of file\n"
        "diff --git a/lb1/usr/local/sbin/p b/lb1/usr/local/sbin/p\n"
        "new file mode 100755\n"
        "--- /dev/null\n"
        "+++ b/lb1/usr/local/sbin/p\n"
        "@@ -0,0 +1 @@\n"
        "+#!/bin/sh\n"
    )


def test_another_mode_has_a_header_alone(tmp_path: Path) -> None:
    node(tmp_path, b"frontend web\n").chmod(0o755)

    assert unified_diff(load([str(tmp_path)]), (NewMode("lb1", CFG, 0o644),)) == (
        "diff --git a/lb1/etc/haproxy/haproxy.cfg b/lb1/etc/haproxy/haproxy.cfg\n"
        "old mode 100755\n"
        "new mode 100644\n"
    )


def test_a_loose_file_has_its_path_alone(tmp_path: Path) -> None:
    file = tmp_path / "my haproxy.cfg"
    file.write_bytes(b"a\n")
    change = FileEdit(None, str(file), Edit(Span(0, 1), b"b"))

    lines = unified_diff(load([str(file)]), (change,)).splitlines()

    assert lines[:2] == [f"--- a{file}\t", f"+++ b{file}\t"]


def test_no_change_is_no_diff(tmp_path: Path) -> None:
    node(tmp_path, b"a\n")

    assert unified_diff(load([str(tmp_path)]), ()) == ""


TOOLS = [["patch", "-s", "-p1", "--binary"], ["git", "apply", "--whitespace=nowarn", "-"]]


@pytest.mark.parametrize("tool", [t for t in TOOLS if shutil.which(t[0])], ids=lambda t: str(t[0]))
@pytest.mark.parametrize(
    ("before", "change"),
    [
        (b"a\r\nb\r\nc\r\n", edit(3, 4, b"x\r\ny")),
        (b"a\nb", edit(3, 3, b"\nc\n")),
        (b"a\nb\n", edit(2, 4, b"")),
        (b"a\nb\n", edit(3, 4, b"")),
        (b"caf\xc3\xa9 \xff\n", edit(0, 1, b"\xfe")),
        (b"a\x0cb\x85\n\x1c\n", edit(0, 1, b"z")),
        (b"a\n", NewFile("lb1", "/etc/new dir/new.conf", b"one\ntwo")),
        (b"a\n", NewFile("lb1", "/usr/local/sbin/p", b"#!/bin/sh\n", 0o755)),
    ],
)
def test_patch_and_git_make_the_same_files_of_it(
    tmp_path: Path, tool: list[str], before: bytes, change: Change
) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        node(folder, before)
    of = load([str(ours)])
    diff = unified_diff(of, (change,)).encode("utf-8", "surrogateescape")

    save(of, (change,))
    subprocess.run(tool, cwd=theirs, input=diff, check=True)

    assert _tree(theirs) == _tree(ours)


def _tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(f.relative_to(folder)): (f.read_bytes(), f.stat().st_mode) for f in files}


@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
def test_patch_takes_any_edit_of_lines(tmp_path: Path, data: st.DataObject) -> None:
    before = data.draw(st.text("ab\r\n é", min_size=1)).encode()
    start = data.draw(st.integers(0, len(before)))
    end = data.draw(st.integers(start, len(before)))
    change = edit(start, end, data.draw(st.text("ab\r\n", min_size=1)).encode())
    file = node(tmp_path, before)
    of = load([str(tmp_path)])
    diff = unified_diff(of, (change,)).encode("utf-8", "surrogateescape")

    subprocess.run(["patch", "-s", "-p1", "--binary"], cwd=tmp_path, input=diff, check=True)

    assert file.read_bytes() == before[:start] + change.edit.text + before[end:]
