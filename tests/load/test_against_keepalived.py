# SPDX-License-Identifier: Apache-2.0
"""The reader held against the daemon: `keepalived -t` names every keyword it does not know.

Random configurations of unknown words, definitions, sequences, conditions and braces: both must see
the same words in the same order.
"""

import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from holdfast.load.keepalived.reader import Reader
from holdfast.load.loose_files import LooseFiles
from holdfast.syntax.keepalived import tokens, unquote
from holdfast.syntax.token import Kind

pytestmark = pytest.mark.lab

NAMES = ("A", "B", "C", "_X", "M")
WORDS = (
    "w",
    "q1",
    "${%s}",
    "$%s",
    "${%s}x",
    "a${%s}b",
    "$%s,",
    '"q $%s"',
    '"${%s}"',
    "z\\q",
    "$%s/24",
)
UNKNOWN = re.compile(r"\(Line \d+\) Unknown keyword '(.*)'")


class Writer:
    """Writes configurations; a definition uses only names before its own, so that it ends."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def configuration(self) -> str:
        return "".join(self._line() + "\n" for _ in range(self._random.randint(4, 14)))

    def _text(self, names: tuple[str, ...] = NAMES) -> str:
        words = [self._word(names) for _ in range(self._random.randint(1, 3))]
        return " ".join(words)

    def _word(self, names: tuple[str, ...]) -> str:
        word = self._random.choice(WORDS if names else ("w", "q1"))
        return word % self._random.choice(names) if "%" in word else word

    def _definition(self) -> str:
        place = self._random.randrange(len(NAMES))
        before = NAMES[:place]
        rest = [f" \\\n  {self._text(before)}" for _ in range(self._random.choice((0, 0, 1, 2, 3)))]
        first = self._text(before) if not rest or self._random.random() < 0.5 else ""
        return f"${NAMES[place]}={first}{''.join(rest)}"

    def _sequence(self) -> str:
        numbers = self._random.choice(("3", "1,2", "3,1", "1,2,5", "5,-2,1", "0,2", "-2", "1,0,2"))
        return f"~SEQ(i,{numbers}) " + self._random.choice(("s${i}", "s$i w", "$M", "k${A}_${i}"))

    def _line(self) -> str:
        pick = self._random.choice
        lines = (
            self._definition,
            self._definition,
            self._sequence,
            lambda: f"~LST({{a,b}},{pick(('p,q', '{p,q},{r}', '{x}'))}) l_${{a}}_${{b}}",
            lambda: f"@{pick(('h', '^h', 'z', '^z'))} {self._text()}",
            lambda: f"{self._text()} {{ {self._text()} }}",
            lambda: pick(("}", "} w2 {", "# c", "! $A", "  ", "", "w3 # $A", "w4!x", "@h $A=val")),
            self._text,
        )
        return pick(lines)()


def seen_by_keepalived(path: Path) -> list[str]:
    """The unknown keywords of its first pass; a second one reads a copy it made."""
    told = subprocess.run(
        ["keepalived", "--config-test", "--use-file", str(path), "--log-console", "--config-id=h"],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    found = []
    for line in (told.stderr + told.stdout).splitlines():
        if line.startswith(f"({path}"):
            break
        if match := UNKNOWN.fullmatch(line):
            found.append(match[1])
    return found


def seen_by_us(path: Path) -> list[str]:
    """The first word of each statement, and closing braces, which are unknown keywords outside."""
    files = LooseFiles()
    found: list[str] = []
    for line in Reader(files, "h").lines(str(path)):
        fresh = True
        for token in tokens(line):
            if token.kind in (Kind.WORD, Kind.OPAQUE) and fresh:
                found.append(unquote(token.text).decode())
                fresh = False
            elif token.kind in (Kind.OPEN, Kind.CLOSE):
                found += ["}"] if token.kind is Kind.CLOSE else []
                fresh = True
    assert files.errors == []
    return found


@pytest.mark.parametrize("seed", range(40))
def test_we_read_what_keepalived_reads(tmp_path: Path, seed: int) -> None:
    if shutil.which("keepalived") is None:
        pytest.skip("no keepalived")
    path = tmp_path / "k.conf"
    path.write_text(Writer(seed).configuration())

    assert seen_by_us(path) == seen_by_keepalived(path), path.read_text()
