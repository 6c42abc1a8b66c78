# SPDX-License-Identifier: Apache-2.0
"""One program on every host, by Ansible; what it prints comes back by host.

Nothing of a host or of its files is part of the playbook: what is asked for goes through standard
input, and as base64, since Ansible fills in what stands between `{{` and `}}`.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from holdfast.apply import orders
from holdfast.apply.ansible import Ansible, AnsibleError
from holdfast.text.pattern import pattern
from holdfast.text.printable import one_line

_LONGEST = 300
_HEAD = pattern(r"\n== holdfast (\w+) ==\n")


class Garbled(Exception):
    """The answer is none: what is wrong with it, in one line."""


class Question(NamedTuple):
    """`program` is a text for sh(1), `arguments` its own. Both are part of the playbook."""

    title: str
    program: Path
    arguments: tuple[str, ...] = ()

    def playbook(self, *, plain: bool = True) -> bytes:
        """It wants the variables `given` and `answers`; `plain` is as for `orders.playbook`."""
        command = ("/bin/sh", "-c", self.program.read_text(), "holdfast", *self.arguments)
        return orders.playbook(self.title, command, secret=False, plain=plain)


def ask(
    ansible: Ansible, question: Question, wanted: Mapping[str, Iterable[str]], work: Path
) -> Iterator[tuple[str, str]]:
    """What the program of the question printed on each host, given the lines that are wanted of it.

    `work` is a folder that is not there yet. Raises AnsibleError where one host does not answer.
    """
    work.mkdir()
    given, play = work / "variables.json", work / "ask.yml"
    told = variables(wanted, str(work))
    given.write_bytes(told)
    play.write_bytes(question.playbook(plain=len(told) < orders.PLAIN))
    ansible.play(str(play), list(wanted), str(given))
    for host in wanted:
        try:
            yield host, (work / host).read_text(errors="replace")
        except FileNotFoundError:
            raise AnsibleError(f"{host}: it was not asked: ansible skipped it") from None


def variables(wanted: Mapping[str, Iterable[str]], answers: str) -> bytes:
    """What a playbook wants: the lines by host, and the folder for the answers."""
    lines = {
        host: base64.b64encode("".join(f"{one}\n" for one in of).encode(errors="surrogateescape"))
        for host, of in wanted.items()
    }
    return orders.variables({host: text.decode() for host, text in lines.items()}, answers)


def parts(text: str) -> dict[str, str]:
    """The parts of an answer by their names. Raises Garbled for one that is not whole."""
    words = _HEAD.split("\n" + text.replace("\r\n", "\n").lstrip("\n") + "\n")
    found = dict(zip(words[1::2], words[2::2], strict=True))
    if "end" not in found:
        told = one_line(words[0])[:_LONGEST]
        raise Garbled(told or "it ended before it had told everything")
    return found
