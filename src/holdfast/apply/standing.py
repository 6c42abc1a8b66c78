# SPDX-License-Identifier: Apache-2.0
"""Where the last run stands, from what the nodes tell, and whether it can be gone on with."""

import hashlib
from collections.abc import Iterable, Mapping

from msgspec import Struct

from holdfast.apply.asking import Garbled
from holdfast.apply.node.outline import Outline
from holdfast.apply.node.record import Record, record
from holdfast.apply.nodes import Answer, Lost, Nodes, Told
from holdfast.model.site import Site


class Refused(Exception):
    """Nothing was done: why, and what to do, in one line."""


class Unfinished(Struct, frozen=True):
    """A run that can be gone on with: `done` are the steps that need not be done again,
    `says` how far it came."""

    run: str
    outline: Outline
    held: Mapping[str, Record]
    done: Mapping[str, frozenset[int]]
    says: str


class Idle(Struct, frozen=True):
    """A new run may begin. `leftover` are nodes that got a run which then began nowhere."""

    leftover: Mapping[str, Record]


def digest(wanted: Site) -> str:
    """Tells whether two runs are for the same files."""
    told = hashlib.sha256()
    for node in wanted.nodes:
        for path, file in sorted(node.files.items()):
            told.update(repr((node.name, path, hashlib.sha256(file.data).digest())).encode())
    return told.hexdigest()


def records(nodes: Nodes, names: Iterable[str]) -> dict[str, Record | None]:
    """What each node tells of its newest run. Raises Refused where one does not tell."""
    answers = nodes.anew(list(names), "tell")
    unheard = {name: told for name, told in answers.items() if _unheard(told)}
    if unheard:
        raise Refused("; ".join(f"{name}: {told.why}" for name, told in unheard.items()))
    try:
        return {n: record(told.parts) for n, told in answers.items() if isinstance(told, Told)}
    except Garbled as why:
        raise Refused(str(why)) from None


def newest(found: Mapping[str, Record | None]) -> dict[str, Record]:
    """The nodes that have the newest run of all."""
    run = max((one.run for one in found.values() if one is not None), default="")
    return {name: one for name, one in found.items() if one is not None and one.run == run}


def standing(found: Mapping[str, Record | None], wanted: str) -> Unfinished | Idle:
    """What can be done. Raises Refused where the last run has to be undone first."""
    held = newest(found)
    if all(one.over and not one.going_back for one in held.values()):
        return Idle({})
    one = next(iter(held.values()))
    begun = any(own.begun for own in held.values())
    acting = {name for step in one.outline.steps for name in step.acting}
    if not begun and not acting <= set(held):
        return Idle(held)
    if any(own.going_back for own in held.values()):
        raise Refused(f"the run {one.run} was stopped on its way back: finish that: holdfast undo")
    missing = " and ".join(sorted(set(one.outline.nodes) - set(found)))
    if missing:
        raise Refused(f"the unfinished run {one.run} is of {missing}, too: apply to all its nodes")
    if one.outline.wanted != wanted:
        raise Refused(
            f"an apply of other files was interrupted ({one.run}, {_progress(held)}): apply those "
            "again, or take them back: holdfast undo"
        )
    everything = frozenset(range(1, len(one.outline.steps) + 1))
    done = {name: held[name].done if name in held else everything for name in one.outline.nodes}
    return Unfinished(one.run, one.outline, held, done, _progress(held))


def _progress(held: Mapping[str, Record]) -> str:
    one = next(iter(held.values()))
    last = max((max(own.begun, default=0) for own in held.values()), default=0)
    said = f": {one.outline.steps[last - 1].says}" if last else ""
    return f"step {last} of {len(one.outline.steps)}{said}"


def _unheard(told: Answer) -> bool:
    return isinstance(told, Lost) or told.word == "refused"
