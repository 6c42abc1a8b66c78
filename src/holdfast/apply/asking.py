# SPDX-License-Identifier: Apache-2.0
"""One program on every host, by Ansible; what it prints comes back by host.

Nothing of a host or of its files is part of the playbook: what is asked for goes through standard
input, and as base64, since Ansible fills in what stands between `{{` and `}}`.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from holdfast.apply import orders
from holdfast.apply.ansible import Ansible, AnsibleError
from holdfast.apply.ansible_says import HIDDEN
from holdfast.text.pattern import pattern
from holdfast.text.printable import one_line

_LONGEST = 300
_PING = ("/bin/true",)
_HEAD = pattern(r"\n== holdfast (\w+) ==\n")


class Garbled(Exception):
    """The answer is none: what is wrong with it, in one line."""


class Question(NamedTuple):
    """`program` is a text for sh(1), `arguments` its own. Both are part of the playbook.

    What a `secret` one prints is for no log and no callback plugin of the user's.
    """

    title: str
    program: Path
    arguments: tuple[str, ...] = ()
    secret: bool = False

    def playbook(self, *, plain: bool = True) -> bytes:
        """It wants the variables `given` and `answers`; `plain` is as for `orders.playbook`."""
        command = ("/bin/sh", "-c", self.program.read_text(), "holdfast", *self.arguments)
        return orders.playbook(self.title, command, secret=self.secret, plain=plain)


def ask(
    ansible: Ansible, question: Question, wanted: Mapping[str, Iterable[str]], work: Path
) -> Iterator[tuple[str, str]]:
    """What the program of the question printed on each host, given the lines that are wanted of it.

    `work` is a folder that is not there yet. Raises AnsibleError where one host does not answer.
    """
    work = work.absolute()  # Ansible takes another one than its own folder for the current
    work.mkdir()
    given, play = work / "variables.json", work / "ask.yml"
    told = variables(wanted, str(work))
    plain = len(told) < orders.PLAIN
    given.write_bytes(told)
    play.write_bytes(question.playbook(plain=plain))
    failed = ansible.failures(str(play), list(wanted), str(given))
    if failed:
        failed |= plainly(ansible, failed, work, plain=plain)
        raise AnsibleError("; ".join(f"{host}: {why}" for host, why in failed.items()))
    for host in wanted:
        try:
            yield host, (work / host).read_text(errors="replace")
        except FileNotFoundError:
            raise AnsibleError(f"{host}: it was not asked: ansible skipped it") from None


def plainly(
    ansible: Ansible, failed: Mapping[str, str], work: Path, *, plain: bool
) -> dict[str, str]:
    """Why hosts cannot be asked: what keeps secrets out of logs hides that, too."""
    hosts = [host for host, why in failed.items() if HIDDEN in why]
    if not hosts:
        return {}
    play, given = work / "why.yml", work / "why.json"
    play.write_bytes(orders.playbook("Why", _PING, secret=False, plain=plain))
    given.write_bytes(orders.variables(dict.fromkeys(hosts, ""), str(work)))
    with suppress(AnsibleError):
        return ansible.failures(str(play), hosts, str(given))
    return {}


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
