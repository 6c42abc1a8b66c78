# SPDX-License-Identifier: Apache-2.0
"""Findings as JSON (`version`)."""

from collections.abc import Sequence
from typing import Any, assert_never

import msgspec

from holdfast.check.finding import Finding, Fix
from holdfast.model.change import Change, FileEdit, NewFile, NewMode
from holdfast.model.json_version import VERSION
from holdfast.model.place import Place
from holdfast.report.checked import Checked
from holdfast.report.estimate_json import estimate_record
from holdfast.report.text import Sources


def findings_json(checked: Sequence[Checked]) -> bytes:
    """The findings of all sites, their unreadable files, and how many files were read.

    Of several sites the nodes have the site's name before their own: `SITE/NODE`.
    """
    told: dict[str, Any] = {
        "version": VERSION,
        "findings": [_finding(f, one.sources) for one in checked for f in one.findings],
        "errors": [
            {"file": e.file, "message": e.message} for one in checked for e in one.site.errors
        ],
        "files": sum(len(node.files) for one in checked for node in one.site.nodes),
    }
    if any(one.estimates is not None for one in checked):
        told["estimates"] = [
            estimate_record(estimate, one.label)
            for one in checked
            for estimate in one.estimates or ()
        ]
    return msgspec.json.encode(told)


def _finding(finding: Finding, sources: Sources) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        **_span(finding.place, sources),
        "also": [
            {
                "node": sources.node(also.place),
                "file": also.place.path,
                "line": sources.index(also.place).position(also.place.span.start).line,
                "message": also.message,
            }
            for also in finding.also
        ],
        "methods": finding.methods,
        "fix": _fix(finding.fix, sources),
    }


def _span(place: Place, sources: Sources) -> dict[str, Any]:
    index = sources.index(place)
    start, end = index.position(place.span.start), index.position(place.span.end)
    return {
        "node": sources.node(place),
        "file": place.path,
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }


def _fix(fix: Fix | None, sources: Sources) -> dict[str, Any] | None:
    if fix is None:
        return None
    return {"safety": fix.safety, "edits": [_edit(c, sources) for c in fix.changes]}


def _edit(change: Change, sources: Sources) -> dict[str, Any]:
    where = {"node": sources.node(change), "file": change.path}
    match change:
        case FileEdit():
            start, end = change.edit.span
            text = change.edit.text.decode("utf-8", "replace")
            return {**where, "start": start, "end": end, "text": text}
        case NewFile():
            text = change.data.decode("utf-8", "replace")
            return {**where, "create": True, "mode": f"{change.mode:04o}", "text": text}
        case NewMode():
            return {**where, "mode": f"{change.mode:04o}"}
    assert_never(change)
