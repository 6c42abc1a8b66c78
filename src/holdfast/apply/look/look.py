# SPDX-License-Identifier: Apache-2.0
"""Looks at the nodes of a site, one node at a time."""

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from shutil import rmtree
from types import TracebackType
from typing import Self

from holdfast.apply.ansible import Ansible, AnsibleError
from holdfast.apply.asking import Garbled, Question, ask, parts
from holdfast.apply.look.answer import look
from holdfast.model.look import Asked, Look, Unread

QUESTION = Question("Look at the host", Path(__file__).with_name("program.sh"))


class Looker:
    """A context manager: it keeps the playbook in a folder of its own as long as it is entered.

    Safe to use from several threads.
    """

    def __init__(self, ansible: Ansible) -> None:
        self._ansible = ansible
        self._numbers = count()

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(
            prefix="holdfast-look-", ignore_cleanup_errors=True
        )
        self._work = Path(self._folder.name)
        self._playbook = self._work / "look.yml"
        self._playbook.write_bytes(QUESTION.playbook())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    def hosts(self) -> list[str]:
        """The hosts of the inventory. Raises AnsibleError."""
        return self._ansible.hosts(str(self._playbook), ())

    def look(self, host: str, asked: Asked) -> Look | Unread:
        """What the host tells now, or why it does not."""
        work = self._work / str(next(self._numbers))
        try:
            [(_, text)] = ask(self._ansible, QUESTION, {host: _lines(asked)}, work)
            return look(parts(text))
        except AnsibleError as why:
            return Unread(str(why).removeprefix(f"{host}: "))
        except Garbled as why:
            return Unread(f"its answer is none: {why}")
        except (
            AttributeError,
            KeyError,
            RecursionError,
            TypeError,
            ValueError,
        ):  # JSON, but not theirs
            return Unread("its answer is none: its commands print what they should not")
        except OSError as error:
            return Unread(f"{error.filename} here: {error.strerror}")
        finally:
            rmtree(work, ignore_errors=True)


def _lines(asked: Asked) -> Iterator[str]:
    """As the program wants them; a name with a line feed in it cannot be asked for."""
    lines = [
        *(f"file {path}" for path in asked.files),
        *(f"folder {path}" for path in asked.folders),
        *(f"socket {path}" for path in asked.sockets),
        *(f"set {family} {name}" for family, name in asked.sets),
    ]
    yield from (line for line in lines if "\n" not in line)
    if asked.dump:
        yield "dump"
