# SPDX-License-Identifier: Apache-2.0
"""Scripts, tracked processes and files, and the entries that track them (keepalived 2.2.7)."""

from pathlib import Path

import pytest
from tests.load.nodes import KEEPALIVED, instance, node, source

from holdfast.model.script import VrrpScript
from holdfast.model.vrrp import Tracker


def script(folder: Path, body: str) -> VrrpScript:
    conf = f"vrrp_script chk {{\n{body}\n}}\n"
    return node(folder, {KEEPALIVED: conf}).keepalived.scripts[0]


def trackers(folder: Path, entries: str, kind: str = "script") -> list[Tracker]:
    before = (
        "vrrp_script a {\n script /a\n weight 5\n}\n"
        "vrrp_script r {\n script /r\n weight 5 reverse\n}\n"
        "vrrp_script none {\n interval 1\n}\ntrack_file f {\n file /f\n}\n"
        "vrrp_track_process p {\n process haproxy\n}\n"
    )
    return list(instance(folder, f"track_{kind} {{\n{entries}\n}}", before).trackers)


def test_what_a_script_has_by_itself(tmp_path: Path) -> None:
    found = script(tmp_path, "")

    assert (found.command, found.interval, found.timeout, found.weight) == (None, 1.0, None, 0)
    assert (found.fall, found.rise, found.reverse) == (1, 1, False)


@pytest.mark.parametrize(
    ("text", "interval", "timeout", "count"),
    [
        ("2", 2, 2, 2),
        ("0", 1, 1, 1),
        ("0.5", 1, 1, 1),
        ("1.5", 1, 1, 1),
        ("5x", 5, 5, 5),
        ("x", 1, 1, 1),
        ("-3", 1, None, 1),
        ("9999999999", 1, None, 1),
    ],
)
def test_numbers(
    tmp_path: Path, text: str, interval: float, timeout: float | None, count: int
) -> None:
    found = script(tmp_path, f"interval {text}\ntimeout {text}\nfall {text}\nrise {text}")

    assert (found.interval, found.timeout, found.fall, found.rise) == (
        interval,
        timeout,
        count,
        count,
    )


@pytest.mark.parametrize(
    ("text", "weight", "reverse"),
    [
        ("5", 5, False),
        ("-5 reverse", -5, True),
        ("300", 300, False),
        ("x", 0, False),
        ("5x", 5, False),
    ],
)
def test_weights(tmp_path: Path, text: str, weight: int, *, reverse: bool) -> None:
    found = script(tmp_path, f"weight {text}")

    assert (found.weight, found.reverse) == (weight, reverse)


@pytest.mark.parametrize(
    ("line", "argv", "user"),
    [
        ("script /a.sh", ("/a.sh",), None),
        ("script /a.sh one two", ("/a.sh",), None),
        ('script "/a.sh one two"', ("/a.sh", "one", "two"), None),
        ('script "/a.sh one" nobody nogroup', ("/a.sh", "one"), None),
        ("script '/a.sh \"b c\" d'", ("/a.sh", "b c", "d"), None),
        ('script "/a.sh \\"b c\\" d"', ("/a.sh", "b c", "d"), None),
        ('script "/bin/sh -c \\"true # x! && a\\"" u', ("/bin/sh", "-c", "true # x! && a"), None),
        ('script "a && b | c > d"', ("a", "&&", "b", "|", "c", ">", "d"), None),
        ('script "/a" # comment', ("/a",), None),
        ('script "/a"\n user keepalived group', ("/a",), "keepalived"),
        (' user one\n script "/a" two', ("/a",), "one"),
    ],
)
def test_commands(tmp_path: Path, line: str, argv: tuple[str, ...], user: str | None) -> None:
    found = script(tmp_path, line).command

    assert found is not None
    assert (found.argv, found.user) == (argv, user)


def test_what_stands_behind_a_command_counts_behind_notify_alone(tmp_path: Path) -> None:
    check = script(tmp_path, 'script "/a b" c d').command
    body = 'notify_master "/a b" one two three\n'
    (notify,) = instance(tmp_path, body).notifies

    assert check is not None
    assert (check.user, check.group, check.dropped) == (None, None, ("c", "d"))
    line = notify.command
    assert (line.user, line.group, line.dropped) == ("one", "two", ("three",))


def test_a_commands_text_and_place_are_as_in_the_file(tmp_path: Path) -> None:
    conf = 'vrrp_instance V {\n notify_master "/a && b" root # now\n}\n'
    lb1 = node(tmp_path, {KEEPALIVED: conf})
    command = lb1.keepalived.instances[0].notifies[0].command

    assert command.text == source(lb1, command.place) == '"/a && b"'


def test_notifies_of_all_kinds_and_the_first_of_each(tmp_path: Path) -> None:
    body = "\n".join(
        f"{event} /{event}{n}"
        for n in (1, 2)
        for event in ("notify", "notify_master", "notify_backup", "notify_fault", "notify_stop")
    )
    found = instance(tmp_path, body)

    assert [(n.event, n.command.program) for n in found.notifies] == [
        ("notify", "/notify1"),
        ("notify_master", "/notify_master1"),
        ("notify_backup", "/notify_backup1"),
        ("notify_fault", "/notify_fault1"),
        ("notify_stop", "/notify_stop1"),
    ]


@pytest.mark.parametrize(
    ("entry", "weight", "reverse", "ignored"),
    [
        ("a", None, False, None),
        ("a weight -20", -20, False, None),
        ("a weight 254", 253, False, None),
        ("a weight -254", -253, False, None),
        ("a weight 300", None, False, None),
        ("a weight x", 0, False, None),
        ("a weight 5 reverse", 5, True, None),
        ("r", None, True, None),
        ("r weight 5 noreverse", 5, False, None),
        ("a weight", None, False, "weight without a number"),
        ("a wieght 5", None, False, "unknown option wieght"),
        ("b", None, False, "not defined above"),
        ("none", None, False, "not defined above"),
        ("f", None, False, "not defined above"),
    ],
)
def test_entries(
    tmp_path: Path, entry: str, weight: int | None, ignored: str | None, *, reverse: bool
) -> None:
    (found,) = trackers(tmp_path, entry)

    assert (found.kind, found.weight, found.reverse, found.ignored) == (
        "script",
        weight,
        reverse,
        ignored,
    )


def test_an_entry_that_is_listed_twice_counts_once(tmp_path: Path) -> None:
    assert [t.ignored for t in trackers(tmp_path, "a wrong\na\na weight 9")] == [
        "unknown option wrong",
        None,
        "listed twice",
    ]


def test_other_kinds_of_trackers(tmp_path: Path) -> None:
    assert trackers(tmp_path / "1", "p weight 254", "process")[0].weight == 254
    assert trackers(tmp_path / "2", "f weight 300", "file")[0].ignored is None
    assert trackers(tmp_path / "3", "eth9 weight 300", "interface")[0].weight == 0
    assert trackers(tmp_path / "4", "x", "bfd")[0].ignored == "not defined above"


def test_a_script_below_the_instance_is_not_seen(tmp_path: Path) -> None:
    conf = "vrrp_instance V {\n track_script {\n a\n }\n}\nvrrp_script a {\n script /a\n}\n"
    found = node(tmp_path, {KEEPALIVED: conf}).keepalived

    assert found.instances[0].trackers[0].ignored == "not defined above"
    assert found.trackers(found.instances[0]) == ()


def test_a_sync_groups_trackers_act_on_its_members(tmp_path: Path) -> None:
    conf = (
        "vrrp_script a {\n script /a\n}\nvrrp_instance V {\n}\nvrrp_instance W {\n}\n"
        "vrrp_sync_group G {\n group {\n  V W\n  X\n }\n track_script {\n  a\n }\n"
        " notify_master /m\n}\n"
    )
    found = node(tmp_path, {KEEPALIVED: conf}).keepalived

    assert found.sync_groups[0].members == ("V", "W", "X")
    assert [t.name for t in found.trackers(found.instances[1])] == ["a"]
    assert [n.command.program for n in found.notifies] == ["/m"]


@pytest.mark.parametrize(
    ("block", "kind", "path", "weight", "reverse"),
    [
        ("track_file f {\n file /f\n}", "file", "/f", 1, False),
        ("vrrp_track_file f {\n file /f\n weight 5 reverse\n}", "file", "/f", 5, True),
        ("track_file f {\n file /f\n weight 300\n}", "file", "/f", 1, False),
        ("track_file f {\n file /f\n weight 5\n weight 6\n}", "file", "/f", 5, False),
        ("vrrp_track_process f {\n process haproxy\n}", "process", "haproxy", 0, False),
        (
            "vrrp_track_process f {\n process haproxy -W\n weight -9\n}",
            "process",
            "haproxy -W",
            -9,
            False,
        ),
    ],
)
def test_tracked_processes_and_files(
    tmp_path: Path, block: str, kind: str, path: str, weight: int, *, reverse: bool
) -> None:
    found = node(tmp_path, {KEEPALIVED: block + "\n"}).keepalived.track_objects[0]

    assert (found.kind, found.name, found.path, found.weight, found.reverse) == (
        kind,
        "f",
        path,
        weight,
        reverse,
    )
