# SPDX-License-Identifier: Apache-2.0
"""A plan as JSON: what plan_text says, for programs."""

from typing import Any

import msgspec

from holdfast.apply.plan.plan import Planned
from holdfast.apply.plan.stage import Stage
from holdfast.load.secrets import secrets, without
from holdfast.model.group import groups
from holdfast.model.json_version import VERSION
from holdfast.model.steps import Step
from holdfast.report.act_text import act_text, gate_text
from holdfast.report.every_text import in_builtins
from holdfast.report.plan_diff import shown_diff
from holdfast.text.printable import printable


def plan_json(planned: Planned) -> str:
    """One document, no secret in it. `outage_ms` is null where no arithmetic tells it, `alone_ms`
    where another node could take over all the time, `node` where several change together.
    """
    hidden = secrets(planned.present) | secrets(planned.wanted)
    owners = [
        {"group": group.name, "vips": [str(vip) for vip in group.vips], "owner": owner}
        for group, owner in zip(groups(planned.present), planned.owners, strict=True)
    ]
    told = {
        "version": VERSION,
        "owners": owners,
        "owners_seen": planned.seen,
        "stages": [_stage(stage, hidden) for stage in planned.stages],
        "files": [
            {"node": file.node, "file": file.path, "diff": shown_diff(file, hidden)}
            for file in planned.files
        ],
        "notes": list(planned.notes),
    }
    return msgspec.json.format(msgspec.json.encode(in_builtins(told, printable))).decode()


def _stage(stage: Stage, hidden: frozenset[str]) -> dict[str, Any]:
    return {
        "says": without(hidden, stage.says),
        "node": stage.node,
        "outage_ms": stage.outage.ms,
        "why": stage.outage.why,
        "breaks": stage.breaks,
        "alone_ms": stage.alone_ms,
        "steps": [_step(step, hidden) for step in stage.steps],
    }


def _step(step: Step, hidden: frozenset[str]) -> dict[str, Any]:
    return {
        "says": step.says,
        "acts": [{"node": a.node, "says": without(hidden, act_text(a))} for a in step.acts],
        "gates": [without(hidden, gate_text(gate)) for gate in step.gates],
        "commits": step.commits,
    }
