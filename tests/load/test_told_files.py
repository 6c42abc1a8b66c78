# SPDX-License-Identifier: Apache-2.0
"""What haproxy.service says of HAProxy in files."""

from pathlib import Path

import pytest

from holdfast.load.site import load

DOWN = "/run/haproxy-down"
WELL = f"ExecStartPost=/bin/sh -c 'echo 0 >{DOWN}'\n"
ENDED = f"ExecStopPost=/bin/sh -c 'echo 1 >{DOWN}'\n"


def told(folder: Path, service: str, keepalived: str = "") -> list[tuple[str, int, int | None]]:
    """Each file that a drop-in of haproxy.service writes, with its two numbers."""
    for path, text in (
        ("etc/systemd/system/haproxy.service.d/told.conf", f"[Service]\n{service}"),
        ("etc/keepalived/keepalived.conf", keepalived),
    ):
        file = folder / "lb1" / path
        file.parent.mkdir(parents=True)
        file.write_text(text)
    [node] = load([str(folder)]).nodes
    return [(file.path, file.listening, file.ended) for file in node.told_files.values()]


@pytest.mark.parametrize(
    "service",
    [
        WELL + ENDED,
        f"ExecStartPost=-/usr/bin/env sh -c \"echo '0' >| {DOWN}\"\n" + ENDED,
        f"ExecStartPost=+/bin/bash -c 'printf 0 1>{DOWN}'\n" + ENDED,
        "ExecStartPost=/bin/true\n" + WELL + "ExecStopPost=-/usr/bin/logger down\n" + ENDED,
    ],
)
def test_a_number_for_listening_and_one_for_ended(tmp_path: Path, service: str) -> None:
    assert told(tmp_path, service) == [(DOWN, 0, 1)]


def test_nobody_need_say_that_it_has_ended(tmp_path: Path) -> None:
    assert told(tmp_path, WELL) == [(DOWN, 0, None)]


def test_the_last_line_counts(tmp_path: Path) -> None:
    again = f"ExecStopPost=/bin/sh -c 'echo 20 >{DOWN}'\n"

    assert told(tmp_path, WELL + ENDED + again) == [(DOWN, 0, 20)]


@pytest.mark.parametrize(
    "service",
    [
        ENDED,
        f"ExecStartPost=/bin/sh -c 'test -e /run/drain || echo 0 >{DOWN}'\n" + ENDED,
        f"ExecStartPost=/bin/sh -c 'echo $STATE >{DOWN}'\n" + ENDED,
        f"ExecStartPost=/bin/sh -c 'echo 0 >>{DOWN}'\n" + ENDED,
        f"ExecStartPost=/bin/sh -c 'echo well >{DOWN}'\n" + ENDED,
        WELL + ENDED + f"ExecStartPre=/bin/sh -c 'echo 1 >{DOWN}'\n",
        WELL + ENDED + f"ExecReload=/bin/rm -f {DOWN}\n",
        WELL + f"ExecStopPost=/bin/sh -c 'pgrep haproxy || echo 1 >{DOWN}'\n",
    ],
)
def test_a_file_that_is_written_otherwise_too_is_left_out(tmp_path: Path, service: str) -> None:
    assert told(tmp_path, service) == []


def test_a_file_that_a_notify_program_writes_is_left_out(tmp_path: Path) -> None:
    notify = f'vrrp_instance A {{\n    notify_master "/bin/rm {DOWN}"\n}}\n'

    assert told(tmp_path, WELL + ENDED, notify) == []
