# SPDX-License-Identifier: Apache-2.0
"""What a host answers, an honest one and one that is not."""

import base64
import io
import tarfile
from pathlib import Path

import pytest

from holdfast.apply.asking import Garbled
from holdfast.apply.collect.answer import Found, answer, behind_no_link
from holdfast.apply.collect.folder import write_node


def told(*members: tuple[tarfile.TarInfo, bytes], end: str = "\n== holdfast end ==\n") -> str:
    """An answer with these members in its archive."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for member, data in members:
            tar.addfile(member, io.BytesIO(data))
    text = base64.encodebytes(archive.getvalue()).decode()
    return f"\n== holdfast files ==\n{text}\n== holdfast errors ==\ntar: x\n{end}"


def file(path: str, data: bytes, mode: int = 0o640) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(path)
    member.size, member.mode = len(data), mode
    return member, data


def nameless() -> tuple[tarfile.TarInfo, bytes]:
    """By an extended header, which has room for any name."""
    member, data = file("etc/a", b"x")
    member.pax_headers = {"path": "etc/a\0b"}
    return member, data


def link(path: str, target: str) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(path)
    member.type, member.linkname = tarfile.SYMTYPE, target
    return member, b""


def test_files_links_and_parts() -> None:
    read = answer(told(file("etc/a", b"\x00\xff"), link("etc/b", "/etc/a")))

    assert read.found["/etc/a"] == Found("/etc/a", 0o640, b"\x00\xff")
    assert read.found["/etc/b"].link == "/etc/a"
    assert read.parts["errors"].strip() == "tar: x"


def test_a_terminal_may_put_carriage_returns_between() -> None:
    assert answer(told(file("etc/a", b"x")).replace("\n", "\r\n")).found["/etc/a"].data == b"x"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it ended before it had told everything"),
        ("/bin/sh: not found\n", "/bin/sh: not found"),
        (told(end=""), "it ended before it had told everything"),
        ("\n== holdfast files ==\nAAAA\n\n== holdfast end ==\n", "its archive cannot be read"),
        ("\n== holdfast files ==\n\u00e9\n== holdfast end ==\n", "its archive cannot be read"),
        ("\n== holdfast files ==\n\n== holdfast end ==\n", "is tar installed there?"),
        (told(nameless()), "its archive has a name that no file can have"),
    ],
)
def test_what_is_no_answer(text: str, why: str) -> None:
    with pytest.raises(Garbled) as refused:
        answer(text)

    assert why in str(refused.value)


def test_nothing_is_written_outside_of_the_folder(tmp_path: Path) -> None:
    read = answer(
        told(
            file("../../outside", b"a"),
            link("etc/haproxy", str(tmp_path)),
            file("etc/haproxy/stolen", b"b"),
            file("etc/x", b"c", 0o4755),
        )
    )

    write_node(tmp_path / "lb1", read.found)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["lb1"]
    assert (tmp_path / "lb1/outside").read_bytes() == b"a"
    assert (tmp_path / "lb1/etc/haproxy").readlink() == tmp_path
    assert (tmp_path / "lb1/etc/x").stat().st_mode & 0o7777 == 0o755
    assert "/etc/haproxy/stolen" not in {one.path for one in behind_no_link(read.found)}
