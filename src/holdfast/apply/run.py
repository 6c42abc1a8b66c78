# SPDX-License-Identifier: Apache-2.0
"""Steps carried out on live nodes, one after the other, and taken back where one fails.

docs/decisions/0010-apply.md: every node first gets all of its share and keeps what it has; then a
word is enough for a step. A node that loses its connection does the step to its end by itself, or
takes it back by itself; the next run reads in its journal where it stands.
"""

import io
import secrets
import tarfile
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby

from msgspec import Struct

from holdfast.apply.node.outline import Outline, outline, written
from holdfast.apply.node.program import program
from holdfast.apply.node.record import Record
from holdfast.apply.node.share import Share, share
from holdfast.apply.nodes import Answer, Lost, Nodes
from holdfast.model.health_check import ANSWERS_PROGRAM
from holdfast.model.site import Site
from holdfast.model.steps import Step

Tell = Callable[[str], object]
"""Told what is being done, in a few words."""


class NotBegun(Exception):
    """No node was changed: which could not begin, and why, in one line."""


class Applied(Struct, frozen=True):
    """All steps were done and all gates held."""

    run: str


class Broken(Struct, frozen=True):
    """A node did not answer in a step: the run is not finished, and nothing else was touched."""

    says: str
    node: str
    why: str


class Failed(Struct, frozen=True):
    """A step of a node failed, for `why`. What was not settled is as it was before and the run is
    over, or `stuck` says where not."""

    says: str
    node: str
    why: str
    stuck: Broken | None = None


Outcome = Applied | Failed | Broken


def begin(nodes: Nodes, steps: Sequence[Step], present: Site, wanted: str) -> Record:
    """Every node keeps what it has and gets its share; no node is changed yet.

    Raises NotBegun, share.Unsayable, AnsibleError. After these no node has anything of the run.
    """
    outlined = outline(steps, wanted)
    run = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    known = {node.name: node for node in present.nodes}
    given = {
        name: _archive(share(name, steps, known.get(name)), outlined) for name in outlined.nodes
    }
    answers = nodes.anew(outlined.nodes, "begin", run, nodes.me, given=given)
    failed = {name: answer for name, answer in answers.items() if not _is(answer, "begun")}
    if failed:
        begun = [name for name in answers if name not in failed]
        if begun:
            nodes.of_run(run, begun, "forget")
        raise NotBegun("; ".join(f"{name}: {answer.why}" for name, answer in failed.items()))
    return Record(run, outlined)


def carry_out(
    nodes: Nodes, run: str, outlined: Outline, done: Mapping[str, Iterable[int]], tell: Tell
) -> Outcome:
    """Do all steps but those that a node has `done`; take back what is not settled where one fails.

    Raises AnsibleError where Ansible itself could not begin.
    """
    for number, step in enumerate(outlined.steps, start=1):
        for node in step.nodes:
            if number in done.get(node, ()):
                continue
            tell(f"{number}/{len(outlined.steps)} {step.says}")
            first = str(outlined.alone_from(number, node))
            answer = nodes.of_run(run, [node], "do", str(number), first)[node]
            if isinstance(answer, Lost) or answer.word in ("refused", "gone"):
                return Broken(step.says, node, answer.why)
            if answer.word != "done":
                tell("back to what was before")
                stuck = take_back(nodes, run, outlined, number)
                return Failed(step.says, node, answer.why, stuck)
    return _end(nodes, run, outlined, len(outlined.steps)) or Applied(run)


def take_back(nodes: Nodes, run: str, outlined: Outline, failed: int) -> Broken | None:
    """Undo what is not settled and end the run; which node did not, where one did not."""
    unsettled = tuple(outlined.unsettled(failed))
    stuck = go_back(nodes, run, outlined, {n: unsettled for n in outlined.nodes}, ())
    return stuck or _end(nodes, run, outlined, min(unsettled) - 1)


def go_back(
    nodes: Nodes,
    run: str,
    outlined: Outline,
    steps: Mapping[str, Collection[int]],
    options: Sequence[str],
) -> Broken | None:
    """Undo these steps of these nodes: all files first, so that no daemon reads one that is to go;
    then the rest, the last step first. Done again, it does what is left."""
    turns = [
        (node, number)
        for number in range(len(outlined.steps), 0, -1)
        for node in reversed(outlined.steps[number - 1].acting)
        if number in steps.get(node, ())
    ]
    own = {node: [n for name, n in turns if name == node] for node, _ in turns}
    orders = [("restore", node, numbers) for node, numbers in own.items()]
    for node, some in groupby(turns, key=lambda turn: turn[0]):
        orders.append(("undo", node, [number for _, number in some]))
    for verb, node, numbers in orders:
        answer = nodes.of_run(run, [node], verb, *options, *map(str, numbers))[node]
        if not _is(answer, "undone"):
            return Broken(outlined.steps[numbers[0] - 1].says, node, answer.why)
    return None


def _end(nodes: Nodes, run: str, outlined: Outline, settled: int) -> Broken | None:
    """The run stays on the nodes that it has changed, to be undone, and leaves the others; which
    node did not end it, where one did not."""
    changed = {node for step in outlined.steps[:settled] for node in step.acting}
    left = _told_end(nodes, run, "finish", changed)
    return left or forget(nodes, run, set(outlined.nodes) - changed)


def forget(nodes: Nodes, run: str, names: Collection[str]) -> Broken | None:
    """The nodes have nothing of the run any more; which one has, where one does not say so."""
    return _told_end(nodes, run, "forget", names)


def _told_end(nodes: Nodes, run: str, verb: str, names: Collection[str]) -> Broken | None:
    """Told again, a node that has ended it has it no more."""
    answers = nodes.of_run(run, sorted(names), verb) if names else {}
    for node, answer in answers.items():
        if not any(_is(answer, word) for word in ("finished", "forgotten", "gone")):
            return Broken("the end of the run", node, answer.why)
    return None


def _is(answer: Answer, word: str) -> bool:
    return not isinstance(answer, Lost) and answer.word == word


def _archive(own: Share, outlined: Outline) -> str:
    """The node's share as a tar archive in base64: files of root's that nobody else may read."""
    files = {
        "program": program().encode(),
        "outline.json": written(outlined),
        "answers.pl": ANSWERS_PROGRAM,
        **own.files,
    }
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for folder in ("acts", "gates", "new"):
            member = tarfile.TarInfo(folder)
            member.type, member.mode = tarfile.DIRTYPE, 0o700
            archive.addfile(member)
        for path, data in files.items():
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(data), 0o600
            archive.addfile(member, io.BytesIO(data))
    return b64encode(made.getvalue()).decode()
