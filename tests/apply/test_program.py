# SPDX-License-Identifier: Apache-2.0
"""The node's own shell functions by themselves: files kept, put in place, put back, and more."""

import os
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
            "-rmn",
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


def test_scripts_without_script_security_are_no_objection(tmp_path: Path, file: Path) -> None:
    conf = tmp_path / "keepalived.conf"
    conf.write_text(
        "vrrp_instance V {\n    interface lo\n    virtual_router_id 7\n"
        '    virtual_ipaddress {\n        192.0.2.7\n    }\n    notify_master "/bin/true" root\n}\n'
    )
    checked = (
        'PATH=$PATH:/usr/sbin; keepalived -t -f "$2"; echo $?; objections keepalived -t -f "$2"'
    )

    done = on_a_node(tmp_path, checked, conf)

    assert "script_security not enabled" in done.stderr
    assert done.stdout == "6\n"


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


def test_a_hard_link_or_a_second_name_is_refused_before_anything_changes(
    tmp_path: Path, file: Path
) -> None:
    second = file.with_name("second")
    second.symlink_to(file)
    other = file.with_name("other")
    other.write_text("")
    os.link(other, file.with_name("third"))

    names = 'keep 1 "$2" any && keep 2 "${2%/*}/second" any; keep 3 "${2%/*}/other" any'
    done = on_a_node(tmp_path, names, file)

    assert done.stderr == (
        f"{second} is {file}, which is changed by that name, too\n"
        f"{other} has other names (hard links), which would keep what it was: make it a file of "
        "its own\n"
    )


def test_a_link_is_not_removed_with_the_file_behind_it(tmp_path: Path, file: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(file)

    done = on_a_node(tmp_path, 'keep 1 "$2" any && staged 1 1 absent "$2"', link)

    assert (done.returncode, done.stderr) == (
        1,
        f"{link} is a symbolic link on the node, and the file behind it would go: remove it by "
        "hand\n",
    )
    assert file.read_text() == "old"


def test_a_link_in_the_place_of_a_file_is_a_change_of_somebody(tmp_path: Path, file: Path) -> None:
    linked = 'put 1 1.1.0; cp "$2" "$2.own"; ln -sf "$2.own" "$2"; restore 1'

    done = on_a_node(tmp_path, PREPARED + linked, file)

    assert (done.returncode, done.stderr) == (
        1,
        f"{file} was changed since: it was left as it is\n",
    )
    assert file.is_symlink()


def test_an_interface_that_goes_comes_back_with_its_addresses(tmp_path: Path, file: Path) -> None:
    link = """
    ip link add vip0 type bridge && ip link set vip0 up && ip address add 192.0.2.7/32 dev vip0
    ip address add 2001:db8::7/128 dev vip0 nodad
    was=$(as_it_is remove-link vip0)
    act remove-link vip0 && ! has_link vip0 && take_back "$was" remove-link vip0 || exit 1
    take_back "$was" remove-link vip0 && link_as_it_is vip0
    """

    done = on_a_node(tmp_path, link, file)

    assert (done.stdout, done.stderr) == ("bridge 192.0.2.7/32 2001:db8::7/128\n", "")


def test_connections_that_cannot_be_told_are_not_none(tmp_path: Path, file: Path) -> None:
    """A filter that ss does not understand stands for whatever makes it fail."""
    asked = "missed drained 'src 192.0.2.7'; echo $?; missed drained 'src ::::'; echo $?"

    done = on_a_node(tmp_path, asked, file)

    none, *told, status = done.stdout.splitlines()
    assert (none, status) == ("0", "1")
    assert told[0].startswith("ss cannot tell the connections: ")


def test_no_process_but_keepalived_is_asked_by_a_signal(tmp_path: Path, file: Path) -> None:
    other = """
    sleep 60 &
    echo $! >/run/keepalived.pid
    dumped_state VI_1
    kill -0 $! && kill $!
    """

    done = on_a_node(tmp_path, other, file)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_line_that_was_torn_leaves_no_step_undone(tmp_path: Path, file: Path) -> None:
    torn = """
    mkdir "$run/acts" && printf 'add-address\\037lo\\037192.0.2.7/32\\n' >"$run/acts/1"
    new_journal && note "act 1 1 absent" && act add-address lo 192.0.2.7/32 || exit 1
    note "undone 1"
    back 1 && ! has_address lo 192.0.2.7/32
    """

    done = on_a_node(tmp_path, torn, file)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_a_begin_that_was_cut_off_left_goes_away(tmp_path: Path, file: Path) -> None:
    cut_off = """
    mkdir "$home/new" "$home/20260101T000000-abcdef" && : >"$home/20260101T000000-abcdef/over"
    tell >/dev/null 2>&1
    ls "$home"
    """

    done = on_a_node(tmp_path, cut_off, file)

    assert done.stdout == "20260101T000000-abcdef\nRUN\nlock\n"


def test_a_node_with_the_tools_of_busybox_is_told_what_it_needs(tmp_path: Path, file: Path) -> None:
    small = """
    mount --bind "$(command -v busybox)" "$(readlink -f "$(command -v stat)")" || exit 1
    id=20260101T000000-abcdef control=me@here:1:2
    begin
    """

    done = on_a_node(tmp_path, small, file)

    assert done.stdout == (
        "\n== holdfast refused ==\nits stat is neither of GNU nor of util-linux (busybox?): "
        "install coreutils and util-linux\n\n== holdfast end ==\n"
    )


def test_new_files_and_folders_get_the_context_that_the_policy_has(
    tmp_path: Path, file: Path
) -> None:
    """Debian has no SELinux: what restorecon(8) would be given is looked at."""
    new = file.parent / "sub" / "new"
    put = """
    restorecon() { echo "$*:" && cat; }
    put 1 1.1.0
    """

    done = on_a_node(tmp_path, PREPARED + put, new)

    assert done.stdout == f"-f -:\n{new.parent}\n{new}\n"


def test_what_ran_before_a_start_is_not_restarted_on_the_way_back(
    tmp_path: Path, file: Path
) -> None:
    back = """
    systemctl() { [ "$1" = is-active ] && echo active || echo "$@"; }
    run_again haproxy.service " start" "active enabled"
    run_again haproxy.service " start stop" "active enabled"
    run_again haproxy.service " restart" "active enabled"
    """

    done = on_a_node(tmp_path, back, file)

    assert done.stdout == "restart haproxy.service\n" * 2
