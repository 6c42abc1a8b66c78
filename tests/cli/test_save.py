# SPDX-License-Identifier: Apache-2.0
"""Files are written all or none, and keep what is not their contents."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.cli.save import CannotSave, Saved, save
from holdfast.load.site import load
from holdfast.model.change import Change, FileEdit, NewFile, NewMode
from holdfast.model.site import Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span

CFG = "/etc/haproxy/haproxy.cfg"
CONF = "/etc/keepalived/keepalived.conf"
NEW = "/etc/sysctl.d/60-new.conf"


def edit(node: str | None, path: str, text: bytes = b"x") -> FileEdit:
    """Text in the place of the first byte."""
    return FileEdit(node, path, Edit(Span(0, 1), text))


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """Two nodes; lb1's keepalived.conf has mode 0640, lb2's haproxy.cfg is a symbolic link."""
    for name in ("lb1", "lb2"):
        for path in (CFG, CONF):
            file = tmp_path / name / path[1:]
            file.parent.mkdir(parents=True)
            file.write_bytes(b"# caf\xc3\xa9\n")
    (tmp_path / "lb1" / CONF[1:]).chmod(0o640)
    link = tmp_path / "lb2" / CFG[1:]
    link.rename(link.with_name("real.cfg"))
    link.symlink_to("/etc/haproxy/real.cfg")
    return tmp_path


def read(pair: Path) -> Site:
    return load([str(pair)])


def contents(folder: Path) -> dict[str, bytes | str]:
    """Every file and link below a folder, whatever its name."""
    return {
        str(path.relative_to(folder)): path.readlink().as_posix()
        if path.is_symlink()
        else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_nothing_to_change_writes_nothing(pair: Path) -> None:
    before = contents(pair)

    assert save(read(pair), ()) == []
    assert contents(pair) == before


def test_another_mode_is_given_with_and_without_another_byte(pair: Path) -> None:
    wanted = (NewMode("lb1", CONF, 0o600), edit("lb2", CONF), NewMode("lb2", CONF, 0o755))

    save(read(pair), wanted)

    files = [pair / name / CONF[1:] for name in ("lb1", "lb2")]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o755]
    assert [file.read_bytes()[:1] for file in files] == [b"#", b"x"]


def test_edits_and_new_files_are_written_and_named(pair: Path) -> None:
    wanted = (edit("lb1", CONF), NewFile("lb2", NEW, b"a = 1\n"), edit("lb1", CFG, b"#\r\n#"))

    saved = save(read(pair), wanted)

    assert saved == [
        Saved("lb1", CONF, pair / "lb1" / CONF[1:], False),
        Saved("lb1", CFG, pair / "lb1" / CFG[1:], False),
        Saved("lb2", NEW, pair / "lb2" / NEW[1:], True),
    ]
    assert contents(pair) == {
        "lb1/etc/haproxy/haproxy.cfg": b"#\r\n# caf\xc3\xa9\n",
        "lb1/etc/keepalived/keepalived.conf": b"x caf\xc3\xa9\n",
        "lb2/etc/haproxy/haproxy.cfg": "/etc/haproxy/real.cfg",
        "lb2/etc/haproxy/real.cfg": b"# caf\xc3\xa9\n",
        "lb2/etc/keepalived/keepalived.conf": b"# caf\xc3\xa9\n",
        "lb2/etc/sysctl.d/60-new.conf": b"a = 1\n",
    }


def test_mode_owner_and_attributes_stay(pair: Path) -> None:
    file = pair / "lb1" / CONF[1:]
    if os.geteuid() == 0:
        os.chown(file, 7, 8)
        file.chmod(0o640)
    has_attributes = _set_attribute(file)
    before = file.stat()

    save(
        read(pair), (edit("lb1", CONF), NewFile("lb1", "/usr/local/sbin/p", b"#!/bin/sh\n", 0o755))
    )

    after = file.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )
    assert after.st_ino != before.st_ino
    assert not has_attributes or os.getxattr(file, "user.holdfast") == b"kept"
    assert stat.S_IMODE((pair / "lb1/usr/local/sbin/p").stat().st_mode) == 0o755


def _set_attribute(file: Path) -> bool:
    try:
        os.setxattr(file, "user.holdfast", b"kept")
    except OSError:
        return False
    return True


def test_a_symbolic_link_is_followed_inside_its_node(pair: Path) -> None:
    of = read(pair)
    (path,) = of.nodes[1].haproxy.paths

    (saved,) = save(of, (edit("lb2", path),))

    assert saved.file == pair / "lb2/etc/haproxy/real.cfg"
    assert contents(pair)["lb2/etc/haproxy/haproxy.cfg"] == "/etc/haproxy/real.cfg"
    assert contents(pair)["lb2/etc/haproxy/real.cfg"] == b"x caf\xc3\xa9\n"


def test_a_new_file_goes_through_a_linked_folder(pair: Path) -> None:
    (pair / "lb1/srv/sysctl").mkdir(parents=True)
    (pair / "lb1/etc/sysctl.d").symlink_to("/srv/sysctl")

    (saved,) = save(read(pair), (NewFile("lb1", NEW, b"a\n"),))

    assert saved.file == pair / "lb1/srv/sysctl/60-new.conf"


def test_names_that_keep_the_former_contents_are_counted(pair: Path) -> None:
    cfg = pair / "lb1" / CFG[1:]
    (pair / "copy.cfg").hardlink_to(cfg)
    (pair / "lb2" / CONF[1:]).unlink()
    (pair / "lb2" / CONF[1:]).hardlink_to(pair / "lb1" / CONF[1:])

    saved = save(read(pair), (edit("lb1", CFG), edit("lb1", CONF), edit("lb2", CONF)))

    assert [(one.node, one.path, one.other_names) for one in saved] == [
        ("lb1", CFG, 1),
        ("lb1", CONF, 0),
        ("lb2", CONF, 0),
    ]
    assert (pair / "copy.cfg").read_bytes() == b"# caf\xc3\xa9\n"


def test_a_loose_file_is_written_where_its_link_leads(pair: Path) -> None:
    link = pair / "here.cfg"
    link.symlink_to("lb1/etc/haproxy/haproxy.cfg")

    save(load([str(link)]), (edit(None, str(link)),))

    assert link.is_symlink()
    assert contents(pair)["lb1/etc/haproxy/haproxy.cfg"] == b"x caf\xc3\xa9\n"


def test_what_is_there_already_is_not_written_again(pair: Path) -> None:
    of = read(pair)
    (pair / "lb1/etc/sysctl.d").mkdir()
    (pair / "lb1" / NEW[1:]).write_bytes(b"a\n")

    assert save(of, (NewFile("lb1", NEW, b"a\n"),)) == []


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda pair: (pair / "lb1" / CFG[1:]).write_bytes(b"other\n"),
            f"lb1{CFG} changed since it was read: run this again; nothing was written",
        ),
        (
            lambda pair: (pair / "lb1" / CFG[1:]).unlink(),
            f"lb1{CFG} changed since it was read: run this again; nothing was written",
        ),
        (
            lambda pair: _write(pair / "lb2" / NEW[1:], b"other\n"),
            f"lb2{NEW} is there with other contents: move it away; nothing was written",
        ),
        (
            lambda pair: _write(pair / "lb2/etc/sysctl.d", b"a file where a folder should be"),
            f"lb2{NEW}: Not a directory: mend that; nothing was written",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    pair: Path, spoil: Callable[[Path], object], message: str
) -> None:
    of = read(pair)
    spoil(pair)
    before = contents(pair)

    with pytest.raises(CannotSave) as refused:
        save(of, (edit("lb1", CONF), edit("lb1", CFG), NewFile("lb2", NEW, b"a\n")))

    assert str(refused.value) == f"{pair}/{message}"
    assert contents(pair) == before


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edit("lb1", "/etc/none"), "lb1: /etc/none is not there: it cannot be edited"),
        (
            NewFile("lb1", CFG, b"x"),
            f"lb1: {CFG} is there with other contents: move it away first",
        ),
    ],
)
def test_changes_that_clash_with_what_was_read_are_refused(
    pair: Path, change: Change, message: str
) -> None:
    with pytest.raises(CannotSave) as refused:
        save(read(pair), (edit("lb1", CONF), change))

    assert str(refused.value) == f"{message}: nothing was written"


CALLS = ["link", "replace", "fsync", "fchmod"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("which", [1, 2, 3])
def test_a_failure_anywhere_leaves_everything_as_it_was(
    pair: Path, monkeypatch: pytest.MonkeyPatch, call: str, which: int
) -> None:
    of = read(pair)
    before, inode = contents(pair), (pair / "lb1" / CFG[1:]).stat().st_ino
    wanted = (edit("lb1", CFG), edit("lb1", CONF), edit("lb2", CONF), NewFile("lb1", NEW, b"a\n"))
    _fail(monkeypatch, call, which)

    with pytest.raises(CannotSave) as refused:
        save(of, wanted)

    assert str(refused.value).endswith("No space left on device: make room; nothing was written")
    monkeypatch.undo()
    assert contents(pair) == before
    assert (pair / "lb1" / CFG[1:]).stat().st_ino == inode
    assert not (pair / "lb1/etc/sysctl.d").exists()


def test_a_file_system_without_hard_links_will_do(
    pair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = read(pair)
    before = contents(pair)
    monkeypatch.setattr(os, "link", _no_links)
    _fail(monkeypatch, "replace", 2)

    with pytest.raises(CannotSave):
        save(of, (edit("lb1", CFG), edit("lb1", CONF)))
    assert contents(pair) == before
    assert len(save(of, (edit("lb1", CFG), edit("lb1", CONF)))) == 2


def _no_links(*_: object) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def _fail(monkeypatch: pytest.MonkeyPatch, call: str, which: int) -> None:
    """Let the call of that number fail as on a full disk; those after it work."""
    real = getattr(os, call)
    count = 0

    def failing(*words: object) -> object:
        nonlocal count
        count += 1
        if count == which:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "file")
        return real(*words)

    monkeypatch.setattr(os, call, failing)


def test_what_could_not_be_put_back_is_said(pair: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = read(pair)
    real = os.replace

    def once(source: Path, target: Path) -> None:
        if target.name != "haproxy.cfg" or ".before" in str(source):
            raise OSError(errno.EIO, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "replace", once)

    with pytest.raises(CannotSave, match=r"could not be put back.*haproxy\.cfg \(was: .*before\)$"):
        save(of, (edit("lb1", CFG), edit("lb1", CONF)))

    (kept,) = (pair / "lb1/etc/haproxy").glob(".*before")
    assert kept.read_bytes() == b"# caf\xc3\xa9\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
@pytest.mark.parametrize(("path", "told"), [(CFG, "is read-only"), ("/etc/haproxy", "run this as")])
def test_a_read_only_file_or_folder_is_one_clear_line(pair: Path, path: str, told: str) -> None:
    (pair / "lb1" / path[1:]).chmod(0o555)
    before = contents(pair)

    with pytest.raises(CannotSave, match=told) as refused:
        save(read(pair), (edit("lb1", CONF), edit("lb1", CFG)))

    assert "\n" not in str(refused.value)
    assert contents(pair) == before
    (pair / "lb1" / path[1:]).chmod(0o755)
