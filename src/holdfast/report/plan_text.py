# SPDX-License-Identifier: Apache-2.0
"""A plan as an operator reads it: who owns what, each stage with its steps, then the diffs."""

from collections.abc import Iterator, Sequence

from holdfast.apply.plan.plan import Planned
from holdfast.apply.plan.stage import Stage
from holdfast.load.secrets import secrets, without
from holdfast.model.group import groups
from holdfast.report.act_text import act_text, gate_text
from holdfast.report.plan_diff import plan_diff
from holdfast.text.printable import printable


def plan_text(planned: Planned) -> str:
    """The whole text, no secret of either site in it, and nothing that a terminal would obey."""
    notes = "".join(f"note: {note}\n" for note in planned.notes)
    if not planned.stages:
        return printable("nothing to do: the hosts have these files\n" + notes)
    hidden = secrets(planned.present) | secrets(planned.wanted)
    lines = [*_owners(planned)]
    for number, stage in enumerate(planned.stages, 1):
        lines += ["", *_stage(number, stage)]
    text = "\n".join(lines) + "\n" + notes
    return printable(without(hidden, text) + "\n" + plan_diff(planned.files, hidden))


def _owners(planned: Planned) -> Iterator[str]:
    how = "" if planned.seen else ", as their priorities say: no facts tell who does"
    for group, owner in zip(groups(planned.present), planned.owners, strict=True):
        vips = ", ".join(map(str, group.vips))
        yield f"{group.name}: {owner} owns {vips}{how}"


def _stage(number: int, stage: Stage) -> Iterator[str]:
    yield f"{number}. {stage.says}"
    if stage.acts:
        yield f"   outage: {outage_text(stage)}"
    if stage.breaks is not None:
        yield f"   connections that break: {stage.breaks}"
    if stage.alone_ms is not None:
        yield (
            "   nobody could take over from the first stop to the first start: as long as the "
            f"hosts take for these steps, {stage.alone_ms / 1000:.0f} s at most by their deadlines"
        )
    for what, found in _units(stage):
        if found:
            yield f"   {what}: {', '.join(f'{unit} on {node}' for node, unit in found)}"
    for step in stage.steps:
        yield f"   - {step.says}"
        yield from (f"       {act_text(act)}" for act in step.acts)
        yield from (f"       then: {gate_text(gate)}" for gate in step.gates)


def _units(stage: Stage) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
    restarted = stage.units("restart", "stop")
    yield "only reloaded", stage.units("reload", "reload-or-restart")
    yield "restarted", restarted
    yield "started where it is dead", [u for u in stage.units("start") if u not in restarted]


def outage_text(stage: Stage) -> str:
    """`0: why`, `about 3.6 s: why`, or `not known: why`."""
    ms, why = stage.outage.ms, stage.outage.why
    if ms is None:
        return f"not known: {why}"
    told = "0" if not ms else f"about {ms / 1000:.1f} s"
    return f"{told}: {why}" if why else told
