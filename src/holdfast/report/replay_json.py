# SPDX-License-Identifier: Apache-2.0
"""Traces that were played on the daemons, as JSON (`version`)."""

from collections.abc import Iterable

import msgspec

from holdfast.model.json_version import VERSION
from holdfast.report.replay_text import Replayed


def replay_json(site: str, replays: Iterable[Replayed]) -> bytes:
    """Every trace with its steps."""
    return msgspec.json.encode(
        {
            "version": VERSION,
            "site": site,
            "replays": [{"trace": title, "steps": played} for title, played in replays],
        }
    )
