# SPDX-License-Identifier: Apache-2.0
"""A proof as JSON (`version`)."""

from typing import Any

import msgspec

from holdfast.model.json_version import VERSION
from holdfast.model.place import Place
from holdfast.prove.prove import Judged, Proof
from holdfast.prove.trace import NodeSeen, Told
from holdfast.report.text import Sources


def prove_json(proof: Proof, sources: Sources, seconds: float) -> bytes:
    """The claims, those that break with the shortest trace; `faults` is what was covered."""
    return msgspec.json.encode(
        {
            "version": VERSION,
            "states": proof.states,
            "transitions": proof.transitions,
            "faults": min(proof.faults, proof.covered),
            "seconds": round(seconds, 3),
            "claims": [_claim(judged, sources) for judged in proof.claims],
        }
    )


def trace_json(trace: tuple[Told, ...], sources: Sources) -> list[dict[str, Any]]:
    """The steps of a trace."""
    return [
        {
            "action": msgspec.structs.asdict(step.action),
            "says": step.says,
            "after_ms": [round(step.after_ms.min), round(step.after_ms.max)],
            "state": {node: _node(seen) for node, seen in step.state.items()},
            "at": [_place(place, sources) for place in step.at],
        }
        for step in trace
    ]


def _claim(judged: Judged, sources: Sources) -> dict[str, Any]:
    return {
        "claim": judged.claim,
        "held": judged.held,
        "why": "; change: ".join(part for part in (judged.why, judged.change) if part),
        "trace": trace_json(judged.trace, sources),
    }


def _node(seen: NodeSeen) -> dict[str, Any]:
    return {
        "haproxy": seen.haproxy,
        "keepalived": seen.keepalived,
        "groups": {
            name: {"state": group.state, "priority": group.priority}
            for name, group in seen.groups.items()
        },
    }


def _place(place: Place, sources: Sources) -> dict[str, Any]:
    line = sources.index(place).position(place.span.start).line
    return {"node": place.node, "file": place.path, "line": line}
