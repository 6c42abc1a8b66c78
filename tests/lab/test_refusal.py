# SPDX-License-Identifier: Apache-2.0
"""What an operator reads when this machine does not let a lab start."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.lab.pair import bare, lab_of, node

from holdfast.lab import sandbox
from holdfast.lab.errors import LabRefused
from holdfast.lab.process.protocol import Refused
from holdfast.lab.refusal import (
    explain,
    missing_programs,
    read_sysctl,
    require_nft,
    require_programs,
)
from holdfast.lab.spec import NodeFile, UnitSpec

ROOT = Path(__file__).parents[2]


def reader(**values: str) -> Callable[[str], str]:
    return lambda path: values.get(path.rpartition("/")[2], "1")


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        (
            "unprivileged_userns_clone",
            "0",
            "this kernel does not give user namespaces (kernel.unprivileged_userns_clone is 0): "
            "sudo sysctl -w kernel.unprivileged_userns_clone=1",
        ),
        (
            "max_user_namespaces",
            "0",
            "this kernel does not give user namespaces (user.max_user_namespaces is 0): "
            "sudo sysctl -w user.max_user_namespaces=15000",
        ),
    ],
)
def test_a_sysctl_that_forbids_is_named_with_its_mend(name: str, value: str, text: str) -> None:
    read = reader(**{name: value, "apparmor_restrict_unprivileged_userns": "0"})
    assert str(explain("unshare", errno.EPERM, "Operation not permitted", read)) == text


def test_apparmor_is_named() -> None:
    text = str(explain("uid_map", errno.EPERM, "Operation not permitted", reader()))
    assert text == (
        "this kernel does not give user namespaces "
        "(kernel.apparmor_restrict_unprivileged_userns is 1): "
        "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    )


def test_without_a_guilty_sysctl_the_step_and_the_way_out_are_named() -> None:
    read = reader(apparmor_restrict_unprivileged_userns="0")
    overlay = explain("mount overlay /tmp/root/usr", errno.ENODEV, "No such device", read)
    assert "needs Linux 5.11" in str(overlay)
    assert "systempaths=unconfined" in str(explain("mount proc /proc", errno.EPERM, "no", read))
    assert "seccomp=unconfined" in str(explain("unshare", errno.EPERM, "no", read))
    assert "limit of namespaces" in str(explain("unshare", errno.ENOSPC, "no", read))


def test_a_setting_that_this_kernel_does_not_have_is_empty() -> None:
    assert read_sysctl("kernel/no_such_setting") == ""


def test_a_missing_program_is_named_with_its_package() -> None:
    unit = UnitSpec("k.service", exec_start=("-/usr/sbin/keepalived-not-here --x",))
    spec = lab_of(bare("lb1", unit))
    assert missing_programs(spec) == ["/usr/sbin/keepalived-not-here"]
    local = UnitSpec("k.service", exec_start=("/usr/local/bin/python3",))
    assert missing_programs(lab_of(bare("lb1", local))) == ["/usr/local/bin/python3"]
    own = {"/usr/sbin/keepalived-not-here": NodeFile(b"#!/bin/sh\n", 0o755)}
    assert missing_programs(lab_of(bare("lb1", unit, files=own))) == []
    with pytest.raises(LabRefused, match="sudo apt install keepalived"):
        require_programs(["/usr/sbin/keepalived"])
    with pytest.raises(LabRefused, match=r"ip is not there.*apt install iproute2"):
        require_programs([], places=["/nowhere/ip"])


def test_without_nft_no_fault_begins_that_needs_it() -> None:
    with pytest.raises(LabRefused, match=r"nft is not there.*apt install nftables"):
        require_nft(places=["/nowhere/nft"])
    require_nft(places=["/bin/sh"])


@pytest.mark.lab
def test_a_kernel_without_user_namespaces_is_one_sentence() -> None:
    """For real: inside a user namespace that may have no further one."""
    program = (
        "from holdfast.lab.lab import Lab; from tests.lab.pair import lab_of, node\n"
        "try: Lab(lab_of(node('lb1'))).__enter__()\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    script = 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$0" -c "$1"'
    ended = subprocess.run(
        ["unshare", "--user", "--map-root-user", "sh", "-c", script, sys.executable, program],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}/src:{ROOT}"},
        text=True,
        check=True,
    )
    assert ended.stdout == (
        "LabRefused this kernel does not give user namespaces (user.max_user_namespaces is 0): "
        "sudo sysctl -w user.max_user_namespaces=15000\n"
    )


@pytest.mark.lab
def test_a_refusal_in_the_sandbox_comes_out_as_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The hub's own refusal, played by an interpreter that says it and ends."""
    say = (
        "import socket, sys; from holdfast.lab.process.channel import Channel; "
        "from holdfast.lab.process.protocol import Refused, Question; "
        "end = Channel(socket.socket(fileno=int(sys.argv[1])), Question); end.receive_one(); "
        f"end.send({Refused('unshare', errno.EPERM, os.strerror(errno.EPERM))!r})"
    )
    monkeypatch.setattr(sandbox, "_START", f"import sys; sys.path[:0] = sys.argv[2:]; {say}")
    with pytest.raises(LabRefused, match="unshare: Operation not permitted: namespaces are"):
        sandbox.Sandbox(lab_of(node("lb1")))
