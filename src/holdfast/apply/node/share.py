# SPDX-License-Identifier: Apache-2.0
"""The share that a node has in the steps of a plan: files, acts and gates as it reads them.

Pure: steps in, lines and bytes out. Files have numbers, in the order in which they are first named.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from msgspec import Struct

from holdfast.apply.node.gate_lines import gate_lines, gate_nodes
from holdfast.apply.node.program import SEPARATOR
from holdfast.model.site import Node
from holdfast.model.steps import (
    Act,
    AddAddress,
    AddLink,
    CreateFile,
    DaemonReload,
    RemoveAddress,
    RemoveFile,
    RemoveLink,
    SetKernel,
    Step,
    UnitJob,
    WriteFile,
)

GONE = "absent"
"""What the program calls the state of a file that is not there."""


class Unsayable(Exception):
    """A path or another word has a control character, which no line can carry."""


class Share(Struct, frozen=True):
    """Parts of the run's folder on the node, by path in there: text of lines, and new bytes."""

    node: str
    files: Mapping[str, bytes]


def share(node: str, steps: Sequence[Step], present: Node | None) -> Share:
    """What the node needs. `present` are its files as they were read: others are not overwritten.

    Raises Unsayable.
    """
    making = _Making(present)
    acts: dict[str, bytes] = {}
    for number, step in enumerate(steps, start=1):
        done = [making.line(number, act) for act in step.acts if act.node == node]
        held = [line for gate in step.gates for line in gate_lines(node, gate)]
        for folder, lines in (("acts", done), ("gates", held)):
            if lines:
                acts[f"{folder}/{number}"] = _text(lines)
    told = {"files": _text(making.files), "staged": _text(making.staged)}
    return Share(node, {**told, **acts, **making.new})


class _Making:
    """Numbers the files of a node while its acts are told."""

    def __init__(self, present: Node | None) -> None:
        self.files: list[tuple[str, ...]] = []
        self.staged: list[tuple[str, ...]] = []
        self.new: dict[str, bytes] = {}
        self._present = present
        self._numbers: dict[str, str] = {}

    def line(self, step: int, act: Act) -> tuple[str, ...]:
        match act:
            case WriteFile(_, path, data):
                return ("put", *self._put(step, path, data, self._read(path), "0644"))
            case CreateFile(_, path, data, mode):
                expected = self._read(path, f"absent-or-{_hash(data)}")
                return ("put", *self._put(step, path, data, expected, f"{mode:04o}"))
            case RemoveFile(_, path):
                number = self._number(path, self._read(path))
                self.staged.append((number, GONE, path))
                return "remove", number
            case UnitJob(_, verb, unit):
                return "unit", verb, unit
            case DaemonReload():
                return ("daemon-reload",)
            case SetKernel(_, name, value):
                return "kernel", name, value
            case AddLink(_, interface, kind):
                return "add-link", interface, kind
            case RemoveLink(_, interface):
                return "remove-link", interface
            case AddAddress(_, interface, address, prefix):
                return "add-address", interface, f"{address}/{prefix}"
            case RemoveAddress(_, interface, address, prefix):
                return "remove-address", interface, f"{address}/{prefix}"
        assert_never(act)

    def _put(self, step: int, path: str, data: bytes, expected: str, mode: str) -> tuple[str, str]:
        number = self._number(path, expected)
        new = f"{step}.{number}.{len(self.new)}"
        self.new[f"new/{new}"] = data
        self.staged.append((number, new, mode))
        return number, new

    def _number(self, path: str, expected: str) -> str:
        number = self._numbers.setdefault(path, str(len(self._numbers) + 1))
        if len(self.files) < len(self._numbers):
            self.files.append((number, path, expected))
        return number

    def _read(self, path: str, otherwise: str = "any") -> str:
        """What the file has to be now: what it was when it was read."""
        file = self._present.file(path) if self._present is not None else None
        return _hash(file.data) if file is not None else otherwise


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _text(lines: Sequence[tuple[str, ...]]) -> bytes:
    return "".join(_line(fields) for fields in lines).encode("utf-8", "surrogateescape")


def _line(fields: Sequence[str]) -> str:
    unsayable = next((f for f in fields if any(ord(character) < 32 for character in f)), None)
    if unsayable is not None:
        raise Unsayable(f"{unsayable!r} has a control character")
    return SEPARATOR.join(fields) + "\n"


def nodes_of(step: Step) -> Iterator[str]:
    """Every node that has a share in a step: those of its acts first."""
    yield from dict.fromkeys((*(act.node for act in step.acts), *_gated(step)))


def _gated(step: Step) -> Iterator[str]:
    for gate in step.gates:
        yield from gate_nodes(gate)
