# SPDX-License-Identifier: Apache-2.0
"""What only a shell would act upon, in commands that have none."""

from pathlib import Path

import pytest

from holdfast.check.shell_syntax import first_operator
from holdfast.load.site import load
from holdfast.model.script import Command


def command_of(line: str, folder: Path) -> tuple[Command, bytes]:
    data = f"vrrp_script chk {{\n    script {line}\n}}\n".encode()
    (folder / "keepalived.conf").write_bytes(data)
    [script] = load([str(folder / "keepalived.conf")]).nodes[0].keepalived.scripts
    assert script.command is not None
    return script.command, data


@pytest.mark.parametrize(
    "line",
    [
        "/usr/bin/true",
        '"/usr/bin/killall -0 haproxy"',
        "\"/usr/bin/grep -E 'a|b && c; d' /run/x\"",
        "\"/usr/bin/cut -d '|' -f 1\"",
        '"/usr/bin/curl http://h/?a=1&b=2"',
        '"/usr/bin/find /run -name x -exec rm {} \\;"',
        '"/usr/bin/expr 3 >= 2"',
        "\"/usr/bin/awk '{ print $1 > 0 }' /run/x\"",
        "\"/bin/sh -c 'a && b > /run/x; c `d`'\"",
        "\"/usr/bin/timeout 2 /bin/bash -ec 'a | b $(c)'\"",
        "'/bin/sh -c \"a && b\"'",
        "</run/healthy",
        '"</run/healthy"',
    ],
)
def test_silent(line: str, tmp_path: Path) -> None:
    command, _ = command_of(line, tmp_path)

    assert first_operator(command) is None


@pytest.mark.parametrize(
    ("line", "operator"),
    [
        ('"a && b"', "&&"),
        ('"a||b"', "||"),
        ('"a | b"', "|"),
        ('"a; b"', ";"),
        ('"a b &"', "&"),
        ('"a >/dev/null 2>&1"', ">"),
        ('"a 2>&1"', "2>&1"),
        ('"a x>/dev/null"', ">"),
        ('"a < /run/x"', "<"),
        ('"kill -0 $(cat /run/x)"', "$("),
        ('"kill -0 `cat /run/x`"', "`"),
        ("\"/bin/sh -c 'a' && b\"", "&&"),
        ("\"ä 'b c' && d\"", "&&"),
    ],
)
def test_found_where_it_stands(line: str, operator: str, tmp_path: Path) -> None:
    command, data = command_of(line, tmp_path)

    found = first_operator(command)

    assert found is not None
    assert (found.text, data[slice(*found.place.span)].decode()) == (operator, operator)


@pytest.mark.parametrize("line", ["'/usr/bin/a && b'", '"/usr/bin/a \\x41 && b"'])
def test_behind_escapes_and_single_quotes_the_place_is_the_words(line: str, tmp_path: Path) -> None:
    command, _ = command_of(line, tmp_path)

    found = first_operator(command)

    assert found is not None
    assert (found.text, found.place) == ("&&", command.place)
