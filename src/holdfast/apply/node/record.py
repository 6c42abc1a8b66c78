# SPDX-License-Identifier: Apache-2.0
"""What a node tells of the newest run that it had a share in."""

import base64
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from holdfast.apply.asking import Garbled
from holdfast.apply.node.outline import VERSION, Outline
from holdfast.model.json_version import decoded
from holdfast.text.pattern import pattern
from holdfast.text.printable import one_line

_RUN = pattern(r"[0-9]{8}T[0-9]{6}-[0-9a-f]{6}")
_NODE = pattern(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_CONTROL = pattern(r"[A-Za-z0-9_.-]+@[A-Za-z0-9_.-]+:[0-9]+:[0-9a-z]+")


class Record(Struct, frozen=True):
    """`held_by` is the control machine that works on it, or did last. A run that is `over` stays to
    be undone; one that is `going_back` can only be undone. `changed` are files that are in no state
    that the run gave them."""

    run: str
    outline: Outline
    held_by: str = ""
    over: bool = False
    begun: frozenset[int] = frozenset()
    done: frozenset[int] = frozenset()
    going_back: bool = False
    changed: tuple[str, ...] = ()


def record(parts: Mapping[str, str]) -> Record | None:
    """None for a node without any. Raises Garbled for one that this version cannot read.

    A node is not trusted: the names that it tells become words of a playbook, in which Ansible
    would fill in a template, and parts of a path on other nodes.
    """
    run = parts.get("run", "").strip()
    if not run:
        return None
    if _RUN.fullmatch(run) is None:
        raise Garbled(f"{run[:60]!r} is no name of a run")
    held_by = parts.get("control", "").strip()
    if held_by and _CONTROL.fullmatch(held_by) is None:
        raise Garbled(f"{held_by[:60]!r} is no name of a control machine")
    try:
        text = base64.b64decode(parts.get("outline", ""))
        outlined = decoded(text, Outline)
    except ValueError as why:
        raise Garbled(f"the outline of {run} cannot be read ({why})") from None
    if outlined.version != VERSION:
        raise Garbled(f"{run} is of another version of holdfast: undo it with that")
    strange = [name for name in outlined.nodes if _NODE.fullmatch(name) is None]
    if strange:
        raise Garbled(f"{strange[0][:60]!r} is no name of a node")
    words = [line.split() for line in parts.get("journal", "").splitlines() if line.strip()]
    found = Record(
        run,
        _shown(outlined),
        held_by=held_by,
        over=parts.get("over", "").strip() == "yes",
        begun=_numbers(words, "act"),
        done=_numbers(words, "done"),
        going_back=any(line[0] in ("backing", "failed") for line in words),
        changed=tuple(one_line(line) for line in parts.get("changed", "").splitlines() if line),
    )
    if not found.begun | found.done <= set(range(1, len(outlined.steps) + 1)):
        raise Garbled(f"the journal of {run} has steps that its outline has not")
    return found


def _shown(outlined: Outline) -> Outline:
    steps = tuple(replace(step, says=one_line(step.says)) for step in outlined.steps)
    return replace(outlined, steps=steps)


def _numbers(lines: list[list[str]], word: str) -> frozenset[int]:
    """The steps of these lines. One that a loss of power tore tells none."""
    told = (line[1] for line in lines if line[0] == word and len(line) > 1)
    return frozenset(int(number) for number in told if number.isdecimal())
