# SPDX-License-Identifier: Apache-2.0
"""What the nodes are told, by whichever way, and what they answer."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from holdfast.apply.control import myself
from holdfast.apply.node.program import anew, of_run
from holdfast.text.printable import one_line


class Told(Struct, frozen=True):
    """The parts of an answer; `word` is the first one's name, `why` its text."""

    parts: Mapping[str, str]

    @property
    def word(self) -> str:
        return next(iter(self.parts), "")

    @property
    def why(self) -> str:
        return one_line(self.parts.get(self.word, ""))


class Lost(Struct, frozen=True):
    """No answer: nobody knows whether it was done."""

    why: str


Answer = Told | Lost

Ask = Callable[[Sequence[str], Sequence[str], Mapping[str, str]], dict[str, Answer]]
"""Runs a command on nodes at once, each with a standard input of its own."""


class Nodes:
    """The nodes, as one control machine speaks to them."""

    def __init__(self, ask: Ask) -> None:
        self.me = myself()
        self._ask = ask

    def anew(
        self, nodes: Sequence[str], *words: str, given: Mapping[str, str] | None = None
    ) -> dict[str, Answer]:
        """Ask nodes that may not have the program yet."""
        return self._ask(nodes, anew(*words), given or {})

    def of_run(self, run: str, nodes: Sequence[str], verb: str, *words: str) -> dict[str, Answer]:
        """Ask nodes that have the run, with the word of this control machine."""
        options = [word for word in words if word.startswith("--")]
        rest = [word for word in words if not word.startswith("--")]
        return self._ask(nodes, of_run(run, *options, verb, run, self.me, *rest), {})
