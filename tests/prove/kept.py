# SPDX-License-Identifier: Apache-2.0
"""Where a site is kept on which daemons and model do not agree: for the next person to go on."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from holdfast.drill.replay.replay import Played

KEPT = Path(__file__).parents[2] / ".replay"


def keep(name: str, folder: Path, played: Sequence[Played]) -> Path:
    """The folder in which the site is now, with what was played on it as a trace for
    `holdfast drill SITE --trace FILE`, and with the log of the last step.
    """
    place = KEPT / name
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder, place / "site")
    trace = [{"action": one.action} for one in played]
    proof = {"claims": [{"claim": name, "trace": trace}]}
    (place / "trace.json").write_bytes(msgspec.json.encode(proof))
    (place / "log.txt").write_text("\n".join((*played[-1].log, "")))
    return place
