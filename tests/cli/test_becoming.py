# SPDX-License-Identifier: Apache-2.0
"""The password of sudo on the hosts, on its way to Ansible; machine/test_become.py uses it."""

import io
import stat
from pathlib import Path

import pytest

from holdfast.cli.becoming import becoming
from holdfast.cli.failure import Failure


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_one_that_is_asked_for_is_in_a_file_for_its_owner_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: "pass word")

    with becoming(become=False, ask=True) as options:
        become, told, file = options
        assert (become, told) == ("--become", "--become-password-file")
        assert Path(file).read_text() == "pass word"
        assert stat.S_IMODE(Path(file).stat().st_mode) == 0o600

    assert not Path(file).parent.exists()


def test_where_nobody_can_be_asked_it_says_where_to_keep_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with (
        pytest.raises(Failure, match="nobody is there to ask for a password"),
        becoming(become=True, ask=True),
    ):
        pass


def test_without_a_question_ansible_finds_it_itself() -> None:
    with becoming(become=True, ask=False) as options:
        assert options == ("--become",)
    with becoming(become=False, ask=False) as options:
        assert options == ()
