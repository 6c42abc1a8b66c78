# SPDX-License-Identifier: Apache-2.0
"""Nodes asked through Ansible: one play for all, and of each an answer or why there is none."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from holdfast.apply.ansible import Ansible
from holdfast.apply.asking import Garbled, parts, plainly
from holdfast.apply.nodes import Answer, Lost, Told
from holdfast.apply.orders import playbook, variables

_PING = ("/bin/true",)


class ThroughAnsible:
    """A context manager, for the folder that the answers pass through: there are secrets in it.

    Raises AnsibleError where Ansible itself could not begin.
    """

    def __init__(self, ansible: Ansible) -> None:
        self._ansible = ansible
        self._folder = tempfile.TemporaryDirectory(prefix="holdfast-")
        self._asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def named(self, patterns: Sequence[str] = ()) -> list[str]:
        """The hosts of the inventory that the patterns name; all without one."""
        play = self._write("hosts.yml", playbook("Hosts", _PING, secret=False, plain=True))
        return self._ansible.hosts(str(play), patterns)

    def __call__(
        self, nodes: Sequence[str], argv: Sequence[str], given: Mapping[str, str]
    ) -> dict[str, Answer]:
        self._asked += 1
        answers = Path(self._folder.name, str(self._asked))
        answers.mkdir()
        play = self._write("ask.yml", playbook("Holdfast", argv, secret=True, plain=not given))
        stdin = {node: given.get(node, "") for node in nodes}
        told = self._write("given.json", variables(stdin, str(answers)))
        failed = self._ansible.failures(str(play), nodes, str(told))
        if failed:
            failed |= plainly(self._ansible, failed, Path(self._folder.name), plain=not given)
        return {node: _read(answers / node, failed.get(node)) for node in nodes}

    def _write(self, name: str, data: bytes) -> Path:
        file = Path(self._folder.name, name)
        file.write_bytes(data)
        return file


def _read(file: Path, failed: str | None) -> Answer:
    try:
        return Told(parts(file.read_text(errors="replace")))
    except FileNotFoundError:
        return Lost(failed or "it was not asked: ansible skipped it")
    except Garbled as why:
        return Lost(f"its answer is none: {why}")
