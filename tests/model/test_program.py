# SPDX-License-Identifier: Apache-2.0
"""What a command of keepalived's runs in the end."""

import pytest
from tests.model.nodes import command, node

from holdfast.model.program import program

SCRIPT = "/usr/local/bin/notify.sh"
START = "/usr/local/bin/start_haproxy.sh"


def runs(*argv: str, **files: str) -> list[tuple[str, ...]]:
    paths = {"notify": SCRIPT, "start": START}
    found = program(node({paths[k]: v for k, v in files.items()}), command(*argv))
    return [run.words for run in found.runs]


def test_a_program_is_itself_and_no_shell_reads_its_words() -> None:
    found = program(node(), command("/usr/bin/logger", "a", "&&", "b"))

    assert [run.words for run in found.runs] == [("/usr/bin/logger", "a", "&&", "b")]
    assert found.runs[0].shell is None
    assert found.whole


@pytest.mark.parametrize(
    "argv",
    [
        ("/bin/sh", "-c", "a && b"),
        ("/usr/bin/env", "LANG=C", "bash", "-ec", "a && b"),
        ("timeout", "-k", "1", "5", "sh", "-c", "a && b"),
        ("sudo", "-u", "haproxy", "/bin/dash", "-c", "a && b"),
    ],
)
def test_the_text_of_a_shell_is_read(argv: tuple[str, ...]) -> None:
    assert runs(*argv) == [("a",), ("b",)]


@pytest.mark.parametrize("argv", [(SCRIPT,), ("notify.sh", "x"), ("/bin/sh", "-x", SCRIPT)])
def test_a_script_among_the_files_is_read(argv: tuple[str, ...]) -> None:
    assert runs(*argv, notify="#!/bin/sh\na b\n") == [("a", "b")]


def test_a_script_that_calls_a_script_that_calls_the_first() -> None:
    found = runs(SCRIPT, notify=f"#!/bin/sh\n{START}\n", start=f"#!/bin/bash\nx\n{SCRIPT}\n")

    assert found == [("x",)]


@pytest.mark.parametrize(
    "text", ["#!/usr/bin/python3\nimport os\n", "\x7fELF", "#!/bin/sh\necho 'open\n", "a b\n"]
)
def test_what_is_not_understood_is_not_whole(text: str) -> None:
    found = program(node({SCRIPT: text}), command(SCRIPT))

    assert found.runs == ()
    assert not found.whole


def test_the_name_of_a_script_in_the_kernel_has_15_bytes() -> None:
    [run] = program(node({START: "#!/bin/sh\npgrep haproxy\n"}), command(START)).runs

    assert run.shell is not None
    assert run.shell.comm == "start_haproxy.s"


def test_files_that_are_written_have_their_place() -> None:
    text = "#!/bin/sh\necho x > /tmp/y 2>/dev/null\n"

    found = program(node({SCRIPT: text}), command(SCRIPT))

    assert [(w.path, text[slice(*w.place.span)]) for w in found.writes] == [
        ("/tmp/y", "/tmp/y"),
        ("/dev/null", "/dev/null"),
    ]
