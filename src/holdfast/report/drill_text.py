# SPDX-License-Identifier: Apache-2.0
"""A drill as a table for a terminal."""

import textwrap
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.drill.record import Drilled, Record, Verdict

_FAULT_COLUMNS = len("partition-one-way lb1")
"""A longer name goes on below: of the columns that wrap, the others are the ones to give way."""

_STYLES: dict[Verdict, str] = {"held": "green", "broken": "bold red", "unknown": "yellow"}


def drill_text(drilled: Drilled) -> RenderableType:
    """The table, the reasons below it, the substitutions at the end; fits 80 columns."""
    stood_in = [Text(f"stands in: {told}", style="dim") for told in drilled.substitutions]
    return Group(drill_table(drilled), Text(), *stood_in)


def drill_table(drilled: Drilled) -> RenderableType:
    """The table, and below it the reasons and what a relay handed on."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("fault", no_wrap=True)
    table.add_column("HAProxy\nruns on", min_width=7, overflow="fold")
    table.add_column("owner", min_width=8, overflow="fold")
    for heading in ("failed\nof", "gap\nms", "down-\nloads\nbroken\nof", "two\nowners\nms"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True, min_width=7)
    for record in (drilled.control, *drilled.drills):
        table.add_row(*_row(record))
    reasons = [Text(f"{', '.join(names)}: {why}") for why, names in _reasons(drilled).items()]
    chances = [Text(told) for record in drilled.drills for told in _chances(record)]
    relays = [Text(told) for told in _relays(drilled)]
    return Group(Text(drilled.site, style="bold"), table, *reasons, *chances, *relays)


def _row(record: Record) -> list[RenderableType]:
    running = " ".join(node for node, runs in record.haproxy_running.items() if runs)
    return [
        textwrap.fill(_name(record), _FAULT_COLUMNS, break_on_hyphens=False),
        running or "nowhere",
        _owners(record),
        f"{record.failed}/{record.requests}",
        "never" if record.outage_ms is None else f"{record.outage_ms:.0f}",
        f"{record.downloads_broken}/{record.downloads}",
        f"{record.two_owners_ms:.0f}",
        Text(record.verdict, style=_STYLES[record.verdict]),
    ]


def _reasons(drilled: Drilled) -> dict[str, list[str]]:
    """What broke, and where: the same sentence once."""
    found: dict[str, list[str]] = {}
    for record in (drilled.control, *drilled.drills):
        if record.why:
            found.setdefault(record.why, []).append(_name(record))
    return found


def _chances(record: Record) -> Iterator[str]:
    """Needless moves beside those that chance makes."""
    needless = record.needless_moves
    if needless is not None:
        moves = "move" if needless.seen == 1 else "moves"
        yield (
            f"{_name(record)}: {needless.seen} needless {moves}, "
            f"{needless.expected:.2g} to expect by chance"
        )


def _relays(drilled: Drilled) -> Iterator[str]:
    """Where a relay had something to do."""
    for record in (drilled.control, *drilled.drills):
        found = record.relay
        if found is not None and found.relayed:
            yield (
                f"relay, {_name(record)}: {found.relayed} packets, among them {found.lent} new "
                f"connections, {found.overdue} of these when HAProxy had been dead for a second"
            )


def _name(record: Record) -> str:
    return " ".join(word for word in (record.fault, record.node, record.phase) if word)


def _owners(record: Record) -> str:
    """Who owned the first VIP in turn; without the moment between two owners, but with its end."""
    first = [step for step in record.owners if step.vip == record.owners[0].vip]
    names = ["+".join(step.owners) or "nobody" for step in first]
    kept = [name for name in names[:-1] if name != "nobody"] + names[-1:]
    changes = [name for i, name in enumerate(kept) if i == 0 or name != kept[i - 1]]
    return " → ".join(changes) or "nobody"
