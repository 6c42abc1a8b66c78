# SPDX-License-Identifier: Apache-2.0
"""The page: one drill, or several side by side."""

import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from holdfast.check.page import parse_page
from holdfast.drill.command import alone
from holdfast.drill.record import Drilled, Record
from holdfast.drill.registry import FAULTS
from holdfast.drill.verdict import CLAIMS, EVERY_CLAIM, Claim
from holdfast.report.every_text import every_text
from holdfast.report.page.chart import svg
from holdfast.report.page.close_up import END_MS, close_up
from holdfast.report.page.drawable import drawable
from holdfast.report.page.figures import milliseconds, number
from holdfast.report.page.frame import Frame
from holdfast.report.page.gaps_chart import Gap, gaps_chart
from holdfast.report.page.happened import Moment, happened
from holdfast.report.page.runs import Case, Run, above_control, cases, labelled, name_of
from holdfast.report.page.timeline_chart import timeline_chart

_HERE = Path(__file__).parent
_SIGNS = {"held": "✓", "broken": "✗", "unknown": "?"}
_WIDE, _NARROW = (740, 60), (296, 60)
"""Of a timeline: the width of its axis and that of the names, on a desk and on a telephone."""


class Drawing(NamedTuple):
    """The same twice, and what it shows, in words."""

    wide: Markup
    narrow: Markup
    told: str


class Shown(NamedTuple):
    """A record with its drawings, as the page has it under its fault."""

    label: str
    record: Record
    above: float | None
    drawing: Drawing
    near: Drawing | None
    moments: list[Moment]
    command: str


def page(drills: Sequence[Drilled]) -> bytes:
    """One HTML page that needs nothing else: no script, no network, for screen and paper.

    Whatever stands in a record is text: none of it becomes markup.
    """
    runs = labelled([every_text(drilled, drawable) for drilled in drills])
    found = cases(runs)
    told: str = _template().render(
        title=f"Drill of {_and([run.label for run in runs])}",
        style=Markup((_HERE / "page.css").read_text(encoding="utf-8")),
        claims=_claims(runs),
        relayed=any(record.relay for run in runs for record in run.records),
        runs=[_run(run, found, place) for place, run in enumerate(runs)],
        cases=[_case(case, runs) for case in found],
        gaps=_gaps(found, runs) if len(runs) > 1 else None,
        signs=_SIGNS,
        ms=milliseconds,
        number=number,
    )
    return told.encode()


def _claims(runs: Sequence[Run]) -> list[Claim]:
    """Those of every fault, and what some fault of these runs asks for besides."""
    judged = {claim for run in runs for record in run.records for claim in record.claims}
    return [claim for claim in EVERY_CLAIM if claim in CLAIMS or claim in judged]


def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.j2")


def _run(run: Run, found: Sequence[Case], place: int) -> dict[str, Any]:
    """What the head, the summary and the end of the page say of a run; its place in the cases."""
    drilled = run.drilled
    counted = Counter(sorted(record.verdict for record in drilled.drills))
    rows = [(case, record) for case in found if (record := case.records[place]) is not None]
    return {
        "label": run.label,
        "began": drilled.began.replace("T", " ").replace("+00:00", " UTC"),
        "drills": len(drilled.drills),
        "counts": [*counted.items()],
        "rows": [(case.anchor, name_of(record), record) for case, record in rows],
        "command": shlex.join(drilled.command),
        "versions": list(drilled.versions.items()),
        "substitutions": drilled.substitutions,
    }


def _case(case: Case, runs: Sequence[Run]) -> dict[str, Any]:
    """A phase with the drawings of all runs, on one axis of time."""
    pairs = zip(runs, case.records, strict=True)
    played = [(run, record) for run, record in pairs if record is not None]
    ends = (
        min(record.timeline.from_ms for _, record in played),
        max(record.timeline.until_ms for _, record in played),
    )
    return {
        "anchor": case.anchor,
        "name": case.name,
        "fault": case.fault,
        "summary": _summaries().get(case.fault, ""),
        "figures": [_shown(run, record, ends) for run, record in played],
        "cells": case.records,
    }


def _shown(run: Run, record: Record, ends: tuple[float, float]) -> Shown:
    near = close_up(record)
    return Shown(
        run.label,
        record,
        above_control(run, record),
        _timeline(record, ends, "The same stands below, moment by moment."),
        _timeline(near, (near.timeline.from_ms, END_MS), "The moments around the fault.")
        if near is not None
        else None,
        happened(record),
        shlex.join(alone(run.drilled.command, record.fault)),
    )


def _timeline(record: Record, ends: tuple[float, float], more: str) -> Drawing:
    told = (
        f"Timeline of {name_of(record)}: owners of the VIP, HAProxy on each node and requests over "
        f"time. {more}"
    )
    wide, narrow = (
        svg(timeline_chart(record, Frame(width, names, *ends))) for width, names in (_WIDE, _NARROW)
    )
    return Drawing(wide, narrow, told)


def _gaps(found: Sequence[Case], runs: Sequence[Run]) -> Drawing:
    gaps = [
        Gap(case.name, run.label, record.outage_ms)
        for case in found
        for run, record in zip(runs, case.records, strict=True)
        if record is not None
    ]
    wide, narrow = svg(gaps_chart(gaps, 796, 184)), svg(gaps_chart(gaps, 194, 156))
    return Drawing(wide, narrow, "The longest gap of every fault at every site; figures below.")


def _summaries() -> dict[str, str]:
    """The first sentence of the page of each fault that this version has."""
    return {f.name: parse_page(f.page.read_text(encoding="utf-8")).summary for f in FAULTS}


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
