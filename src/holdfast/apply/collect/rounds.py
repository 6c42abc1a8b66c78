# SPDX-License-Identifier: Apache-2.0
"""Round by round: what every host has, then what its files name, until nothing new is named."""

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from holdfast.apply.ansible import Ansible, AnsibleError
from holdfast.apply.asking import Garbled, Question, ask
from holdfast.apply.collect.answer import Answer, Found, answer
from holdfast.apply.collect.facts import facts
from holdfast.apply.collect.folder import (
    put_in_place,
    require_free,
    write_facts,
    write_node,
    write_ruleset,
)
from holdfast.apply.collect.wanted import FIRST, named_by
from holdfast.model.facts import SETTINGS_ASKED, Facts

MOST_ROUNDS = 8
"""A file may name a file, which may be a link, and so on."""

_PROGRAM = Path(__file__).with_name("program.sh")

ALL = Question("Read the files and the state of the host", _PROGRAM, SETTINGS_ASKED, secret=True)
NAMED = Question("Read the files that its files name", _PROGRAM, secret=True)
"""Of every round but the first: to hear other routers alone takes four seconds."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class _Host:
    """What is known of a host so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: set[str] = set()
        self.wanted: list[str] = list(dict.fromkeys(FIRST))
        self.found: dict[str, Found] = {}
        self.facts = Facts()
        self.ruleset = ""

    def take(self, told: Answer, folder: Path) -> None:
        """Add an answer; then want what the files name and nobody asked for."""
        if not self.asked:
            self.facts = facts(told.parts)
            self.ruleset = told.parts.get("ruleset", "")
        self.asked |= set(self.wanted)
        self.found |= told.found
        shutil.rmtree(folder, ignore_errors=True)
        write_node(folder, self.found)
        named = named_by(str(folder), self.name, self.found)
        self.wanted = [path for path in named if not self._covered(path)]

    def _covered(self, path: str) -> bool:
        parts = path.split("/")
        return any("/".join(parts[:end]) in self.asked for end in range(2, len(parts) + 1))


def collect(ansible: Ansible, patterns: Sequence[str], site: Path) -> dict[str, Facts]:
    """The hosts into node folders of the site; their facts by name.

    All of them or none. Raises AnsibleError, Occupied, OSError.
    """
    missing = [folder for folder in (site, *site.parents) if not folder.exists()]
    site.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".collect-", dir=site) as work:
            return _collect(ansible, patterns, site, Path(work))
    finally:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()  # fails where there is something in it now


def _collect(ansible: Ansible, patterns: Sequence[str], site: Path, work: Path) -> dict[str, Facts]:
    play = work / "collect.yml"
    play.write_bytes(ALL.playbook())
    names = ansible.hosts(str(play), patterns)
    _require_names(names)
    require_free(site, names)
    staged = work / "nodes"
    staged.mkdir()
    hosts = [_Host(name) for name in names]
    for number in range(MOST_ROUNDS):
        asking = [host for host in hosts if host.wanted]
        if not asking:
            break
        question = NAMED if number else ALL
        for host, told in _ask(ansible, question, asking, work / str(number)):
            host.take(told, staged / host.name)
    for host in hosts:
        write_facts(staged / host.name, host.facts)
        write_ruleset(staged / host.name, host.ruleset)
    put_in_place(staged, site, names)
    return {host.name: host.facts for host in hosts}


def _ask(
    ansible: Ansible, question: Question, hosts: list[_Host], work: Path
) -> Iterator[tuple[_Host, Answer]]:
    named = {host.name: host for host in hosts}
    wanted = {name: host.wanted for name, host in named.items()}
    for name, text in ask(ansible, question, wanted, work):
        try:
            yield named[name], answer(text)
        except Garbled as why:
            raise AnsibleError(f"{name}: its answer is none: {why}") from None


def _require_names(names: list[str]) -> None:
    if not names:
        raise AnsibleError("the inventory has no such host")
    for name in names:
        if _NAME.fullmatch(name) is None:
            raise AnsibleError(
                f"{name} cannot name a folder: give the host an alias (ansible_host)"
            )
