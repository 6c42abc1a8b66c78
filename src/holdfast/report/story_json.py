# SPDX-License-Identifier: Apache-2.0
"""A story as JSON: docs/story.md names every field."""

from datetime import UTC, datetime

import msgspec
from msgspec.structs import asdict

from holdfast.model.json_version import VERSION
from holdfast.report.every_text import in_builtins
from holdfast.story.clients import Clients, Incident
from holdfast.story.story import GroupStory, Story
from holdfast.text.printable import printable


def story_json(story: Story) -> bytes:
    """Times are RFC 3339 in UTC, on the first node's clock; lengths are milliseconds."""
    told = {
        "version": VERSION,
        "nodes": [
            {
                "node": chronicle.node,
                "since": _at(chronicle.times[0]),
                "until": _at(chronicle.times[-1]),
                "lines": len(chronicle.times),
                "precision_ms": chronicle.precision_ms,
                "zoned": chronicle.zoned,
            }
            for chronicle in story.chronicles
        ],
        "unsure_ms": story.unsure_ms,
        "second_clock_ahead_ms": story.apart.ahead_ms if story.apart else None,
        "groups": [_group(group) for group in story.groups],
        "account": [
            {
                **asdict(entry),
                "at": _at(entry.at),
                "until": None if entry.until is None else _at(entry.until),
            }
            for entry in story.account
        ],
        "clients": _clients(story.clients),
    }
    return msgspec.json.encode(in_builtins(told, printable))


def _group(story: GroupStory) -> dict[str, object]:
    return {
        "name": story.group.name,
        "vips": story.group.vips,
        "owners": [{**asdict(owned), "since": _at(owned.since)} for owned in story.course],
        "shared": [
            {
                "since": _at(one.since),
                "until": _at(one.until),
                "ms": round(one.until - one.since, 3),
                "owners": one.owners,
                "certain": one.certain,
            }
            for one in story.shared
        ],
    }


def _clients(clients: Clients) -> dict[str, object]:
    return {
        "logged": clients.logged,
        "usual_pause_ms": clients.usual_ms,
        "incidents": [_incident(incident) for incident in clients.incidents],
    }


def _incident(incident: Incident) -> dict[str, object]:
    pause = incident.pause
    return {
        "since": _at(incident.since),
        "until": _at(incident.until),
        "answered": incident.answered,
        "failed": incident.failed,
        "broken": incident.broken,
        "pause": pause
        and {"since": _at(pause.since), "until": _at(pause.until), "ms": round(pause.ms, 3)},
    }


def _at(ms: float) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="microseconds")
