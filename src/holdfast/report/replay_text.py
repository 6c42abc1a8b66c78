# SPDX-License-Identifier: Apache-2.0
"""Traces that were played on the daemons, as a table for a terminal."""

from collections.abc import Iterable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.drill.replay.replay import Played, Verdict
from holdfast.prove.trace import Act

_STYLES: dict[Verdict, str] = {"agrees": "green", "disagrees": "bold red", "unknown": "yellow"}

Replayed = tuple[str, tuple[Played, ...]]
"""What a trace shows, and what became of each of its faults."""


def replay_text(replays: Iterable[Replayed]) -> RenderableType:
    """A table for each trace: what was done, whether the daemons did as the model says."""
    return Group(*(_table(title, played) for title, played in replays))


def act_text(act: Act) -> str:
    """A fault in a few words."""
    words = ("end of" if act.undo else "", act.fault or "", act.link or act.node or "")
    return " ".join(word for word in words if word)


def _table(title: str, played: tuple[Played, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    for name in ("played", "daemons", "seen"):
        table.add_column(name, overflow="fold")
    for one in played:
        seen = "\n".join((*one.seen, *((one.why,) if one.why else ())))
        table.add_row(act_text(one.action), Text(one.verdict, style=_STYLES[one.verdict]), seen)
    return table
