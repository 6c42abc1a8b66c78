# SPDX-License-Identifier: Apache-2.0
"""The node's own shell functions by themselves: files kept, put in place, put back, and more."""

import subprocess
from pathlib import Path

import pytest

import holdfast.apply.node

NODE = Path(holdfast.apply.node.__path__[0])
PARTS = ("base", "files", "acts", "gates", "step", "verbs")
SMALL_DISK = 'mount -t tmpfs -o size=512k none "$1" || exit 1'
BEGIN = """
mount -t tmpfs none /run || exit 1
home=$1 id=RUN run=$1/RUN force=
mkdir "$run" "$run/paths" "$run/before" "$run/states" "$run/folders" "$run/old" "$run/new"
"""
PREPARED = """
printf new >"$run/new/1.1.0"
keep 1 "$2" any && prepare 1 1.1.0 640 || exit 1
"""


def on_a_node(
    folder: Path, script: str, file: Path, disk: str = ""
) -> subprocess.CompletedProcess[str]:
    """What the script does with the file, as root of a user namespace; `disk` mounts one."""
    (folder / "home").mkdir()
    text = "".join((NODE / f"{name}.sh").read_text() for name in PARTS)
    return subprocess.run(
        [
            "unshare",
            "-rm",
            "/bin/sh",
            "-c",
            text + disk + BEGIN + script,
            "sh",
            folder / "home",
            file,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with a blank and a leading dash in its name."""
    found = tmp_path / "etc" / "-a b"
    found.parent.mkdir()
    found.write_text("old")
    found.chmod(0o604)
    return found


def test_a_link_is_followed_and_the_file_behind_it_put_back(tmp_path: Path, file: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)

    put = 'put 1 1.1.0 && cat "$2"; stat -L -c %a "$2"; restore 1'
    done = on_a_node(tmp_path, PREPARED + put, link)

    assert (done.stdout, done.stderr) == ("new604\n", "")
    assert (file.read_text(), link.is_symlink()) == ("old", True)


def test_what_a_loss_of_power_left_beside_a_file_goes_away(tmp_path: Path, file: Path) -> None:
    new = file.parent / "sub " / "new"
    lost = """
    mkdir "${2%/*}" && cp "$run/new/1.1.0" "$(between 1)"
    restore 1
    """

    done = on_a_node(tmp_path, PREPARED + lost, new)

    assert (done.returncode, done.stderr) == (0, "")
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_was_put_back_is_not_the_backup_itself(tmp_path: Path, file: Path) -> None:
    again = """
    put 1 1.1.0 && restore 1 || exit 1
    printf mine >>"$2"
    cat "$run/old/1"
    """

    done = on_a_node(tmp_path, PREPARED + again, file)

    assert (done.stdout, file.read_text()) == ("old", "oldmine")


def test_a_full_disk_keeps_nobody_from_going_back(tmp_path: Path, file: Path) -> None:
    full = """
    put 1 1.1.0 || exit 1
    cp() { echo 'No space left on device' >&2; return 1; }
    put 1 1.1.0; restore 1 && cat "$2"
    """

    done = on_a_node(tmp_path, PREPARED + full, file)

    assert (done.stdout, done.stderr) == ("old", "")


def test_the_way_back_takes_no_room(tmp_path: Path, file: Path) -> None:
    """The backup's file system is full to the last byte, journal and all."""
    full = """
    new_journal && mkdir "$run/acts" && printf 'put\\0371\\0371.1.0\\n' >"$run/acts/1"
    note "act 1 1 -" && put 1 1.1.0 || exit 1
    cat /dev/zero >"$home/filler" 2>/dev/null
    systemctl() { :; }
    restore_files 1 && back_each 1 || echo "$why"
    for _ in $(seq 20); do note "undone $(printf %0400d 0)" || exit 1; done
    cat "$2"
    """

    done = on_a_node(tmp_path, PREPARED + full, file, SMALL_DISK)

    assert (done.stdout, done.returncode) == ("old", 0)


def test_a_damaged_backup_is_not_put_back(tmp_path: Path, file: Path) -> None:
    damaged = 'put 1 1.1.0 && printf x >>"$run/old/1" && restore 1'

    done = on_a_node(tmp_path, PREPARED + damaged, file)

    assert done.returncode == 1
    assert "is damaged" in done.stderr
    assert file.read_text() == "new"


def test_what_is_no_plain_file_is_refused(tmp_path: Path, file: Path) -> None:
    done = on_a_node(tmp_path, 'keep 1 "$2" any', file.parent)

    assert (done.returncode, done.stderr) == (1, f"{file.parent} is no plain file on the node\n")


def test_a_checker_has_its_environment_and_no_password_among_its_words(
    tmp_path: Path, file: Path
) -> None:
    checked = """
    objections 'PASS=a b' '_X=$(id)' /bin/sh -c 'tr "\\0" " " </proc/$$/cmdline
    echo; echo "$PASS,$_X"; exit 3'
    """

    done = on_a_node(tmp_path, checked, file)

    *words, environment, status = done.stdout.splitlines()
    assert "a b" not in "".join(words)
    assert (environment, status) == ("a b,$(id)", "exit status 3")


def test_a_run_that_would_not_be_the_newest_is_not_begun(tmp_path: Path, file: Path) -> None:
    late = """
    mkdir "$home/20990101T000000-abcdef" && : >"$home/20990101T000000-abcdef/over"
    id=20260101T000000-abcdef control=me@here:1:2
    begin
    """

    done = on_a_node(tmp_path, late, file)

    assert "== holdfast refused ==\n20990101T000000-abcdef was begun later" in done.stdout


def test_a_setting_that_was_not_there_is_nothing_to_take_back(tmp_path: Path, file: Path) -> None:
    setting = """
    was=$(as_it_is kernel net.ipv4.conf.none.forwarding 1 2>/dev/null)
    act kernel net.ipv4.conf.none.forwarding 1 2>/dev/null && exit 1
    take_back "$was" kernel net.ipv4.conf.none.forwarding 1
    """

    done = on_a_node(tmp_path, setting, file)

    assert (done.returncode, done.stderr) == (0, "")
