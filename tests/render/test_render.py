# SPDX-License-Identifier: Apache-2.0
"""The small formats: sysctl.d, notify lines, the notify program."""

import subprocess

from holdfast.render.keepalived import notify_command
from holdfast.render.notify_program import NOTIFY_PROGRAM
from holdfast.render.sysctl import interface_setting, sysctl_lines
from holdfast.syntax.keepalived import command_words


def test_settings_stand_below_their_reasons() -> None:
    assert sysctl_lines(("one", "two"), {"a.b": 1, "a.c": 2}) == (
        "# one\n# two\na.b = 1\na.c = 2\n"
    )


def test_a_dot_in_an_interface_becomes_a_slash() -> None:
    assert interface_setting("ens18", "arp_ignore") == "net.ipv4.conf.ens18.arp_ignore"
    assert interface_setting("bond0.7", "arp_ignore") == "net.ipv4.conf.bond0/7.arp_ignore"


def test_keepalived_reads_program_arguments_and_user() -> None:
    line = b"notify_master " + notify_command(("/bin/p", "INSTANCE", "A"), "root").encode()

    _, command, user = command_words(line)

    assert command_words(command) == (b"/bin/p", b"INSTANCE", b"A")
    assert user == b"root"


def test_the_program_is_a_posix_script() -> None:
    subprocess.run(["/bin/sh", "-n"], input=NOTIFY_PROGRAM, check=True)
    assert NOTIFY_PROGRAM.startswith(b"#!/bin/sh\n")
