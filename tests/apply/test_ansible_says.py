# SPDX-License-Identifier: Apache-2.0
"""What Ansible prints of a host that failed, as one line that says what to do."""

import json

import pytest

from holdfast.apply.ansible_says import failures, last_word, listed

AT = "Failed to connect to the host via ssh: "
CHANGED = f"""\
{AT}@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Host key verification failed."""


def unreachable(msg: str, host: str = "lb1") -> str:
    told = json.dumps({"changed": False, "msg": msg, "unreachable": True})
    return f"fatal: [{host}]: UNREACHABLE! => {told}\n"


def failed(msg: str, host: str = "lb1") -> str:
    told = json.dumps({"changed": True, "msg": msg, "stdout": "hunter2", "cmd": "hunter2"})
    return f"fatal: [{host}]: FAILED! => {told}\n"


@pytest.mark.parametrize(
    ("output", "why"),
    [
        (
            unreachable(f"{AT}ssh: connect to host lb1 port 22: Connection refused"),
            "cannot be reached: ssh: connect to host lb1 port 22: Connection refused",
        ),
        (
            unreachable(f"{AT}No ED25519 host key is known.\r\nHost key verification failed."),
            "cannot be reached: Host key verification failed: connect to it once by hand, and "
            "compare the key",
        ),
        (
            unreachable(CHANGED),
            "cannot be reached: its host key is another one than in known_hosts: find out why "
            "before you take the old one out (ssh-keygen -R)",
        ),
        (
            unreachable(f"{AT}bob@lb1: Permission denied (publickey,password)."),
            "cannot be reached: bob@lb1: Permission denied (publickey,password): name its user and "
            "key in the inventory or for ssh (ansible_user)",
        ),
        (
            failed("Missing sudo password"),
            "sudo wants a password: let it be asked for (--ask-become-pass), or put "
            "ansible_become_password into the inventory, in a vault",
        ),
        (failed("\x1b[2Jgone\nand more"), "\ufffd[2Jgone and more"),
        (
            "fatal: [lb1 -> localhost]: FAILED! => "
            '{"censored": "the output has been hidden due to the fact that \'no_log: true\' was '
            'specified for this result", "changed": false}\n',
            "what it told was lost on the way: is the disk of this machine full?",
        ),
        ("fatal: [lb1]: FAILED! => {broken}\n", "it does not say why"),
    ],
)
def test_why_a_host_failed(output: str, why: str) -> None:
    assert dict(failures(output)) == {"lb1": why}


def test_every_host_that_failed_and_none_that_did_not() -> None:
    output = f"ok: [lb0]\n{unreachable('away')}ok: [lb3]\n{failed('bad', 'lb2')}"

    assert dict(failures(output)) == {"lb1": "cannot be reached: away", "lb2": "bad"}


def test_why_ansible_gave_up() -> None:
    vault = "[WARNING]: Attempting to decrypt but no vault\nsecrets found\nERROR! No inventory\n"

    assert last_word("ERROR! the playbook: y could not be found\n") == (
        "the playbook: y could not be found"
    )
    assert last_word("a\n[ERROR]: newer\n") == "newer"
    assert last_word(vault).startswith("the inventory has a vault, and nobody can be asked")
    assert last_word("") == "ansible-playbook failed and does not say why"


def test_the_hosts_that_are_listed() -> None:
    output = (
        "\nplaybook: x\n\n  play #1 (all): y\n    pattern: ['all']\n    hosts (2):\n      lb2\n"
    )

    assert listed(f"{output}      lb1\n") == ["lb1", "lb2"]
