# SPDX-License-Identifier: Apache-2.0
"""A proof as a table, and below it a story for each claim that breaks."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Literal

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from holdfast.model.place import Place
from holdfast.prove.prove import Judged, Proof
from holdfast.prove.trace import Told
from holdfast.report.text import Sources

Ended = Literal["time", "memory", "interrupt"]
"""What ended the work before its end."""

_ENDED: dict[Ended, tuple[str, str]] = {
    "time": ("the time was over", "; ask for less with --faults, or give it more with --seconds"),
    "memory": ("the memory for it was full", "; ask for less with --faults"),
    "interrupt": ("it was interrupted", ""),
}


def prove_text(
    proof: Proof, sources: Sources, seconds: float, ended: Ended | None
) -> RenderableType:
    """The table, the stories, and what was not covered."""
    return Group(
        Text(_title(proof, seconds), style="italic"),
        _table(proof),
        *(_story(judged, sources) for judged in proof.claims if not judged.held),
        *(Text(says, style="yellow") for says in uncovered(proof, ended)),
    )


def uncovered(proof: Proof, ended: Ended | None) -> Iterator[str]:
    """A sentence for a proof that was ended before its time."""
    if proof.complete or ended is None:
        return
    covered = (
        f"with up to {_faults(proof.covered)} at once all of them were"
        if proof.covered >= 0
        else "not even all of those without a fault were"
    )
    why, ask = _ENDED[ended]
    yield f"{why} before all states with {_faults(proof.faults)} at once were seen: {covered}{ask}"


def _faults(number: int) -> str:
    return _count(number, "fault")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _title(proof: Proof, seconds: float) -> str:
    explored = min(proof.covered, proof.faults)
    faults = f"{_faults(explored)} at once, " if explored >= 0 else ""
    return (
        f"{proof.site or 'site'}: {_count(proof.states, 'state')}, "
        f"{_count(proof.transitions, 'transition')}, {faults}{seconds:.2f} s"
    )


def _table(proof: Proof) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("claim", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("why", overflow="fold")
    for judged in proof.claims:
        table.add_row(judged.claim, _verdict(judged, proof), _why(judged))
    return table


def _verdict(judged: Judged, proof: Proof) -> Text:
    if not judged.held:
        return Text("broken", style="bold red")
    return Text("held", style="green") if proof.complete else Text("so far", style="yellow")


def _why(judged: Judged) -> str:
    if judged.held:
        return judged.why
    return f"in {_count(len(shortened(judged.trace)), 'step')}, told below"


def _story(judged: Judged, sources: Sources) -> RenderableType:
    lines = Table.grid(padding=(0, 1))
    lines.add_column(justify="right", no_wrap=True)
    lines.add_column(justify="right", no_wrap=True, style="dim")
    lines.add_column(overflow="fold")
    for number, step in enumerate(shortened(judged.trace), 1):
        lines.add_row(f"{number}.", _after(step), _says(step.says, step.at, sources))
    told: list[RenderableType] = [Text(f"\n{judged.claim}: {judged.why}", style="bold")]
    below: list[RenderableType] = [lines]
    if judged.at:
        below.append(Text(f"decided by {_places(judged.at, sources)}"))
    below.append(Text(f"change: {judged.change}"))
    told.append(Padding(Group(*below), (0, 0, 0, 2)))
    return Group(*told)


def shortened(trace: tuple[Told, ...]) -> tuple[Told, ...]:
    """The trace with all that happens before its first fault told as one step."""
    start = list(takewhile(lambda step: step.action.fault in (None, "boot"), trace))
    if len(start) == len(trace) or len(start) < 2:
        return trace
    last = start[-1]
    return (_started(start[0], last), *trace[len(start) :])


def _started(first: Told, last: Told) -> Told:
    owners = [
        f"{name} owns {', '.join(group.vips)}"
        for name, seen in last.state.items()
        for group in seen.groups.values()
        if group.vips
    ]
    running = [name for name, seen in last.state.items() if seen.haproxy == "running"]
    where = f"HAProxy runs on {' and '.join(running)}" if running else "HAProxy runs nowhere"
    says = f"All nodes start from cold: {where}; {'; '.join(owners) or 'nobody owns a VIP'}."
    return Told(first.action, says, first.after_ms, last.state, ())


def _after(step: Told) -> str:
    least, most = (round(ms) for ms in step.after_ms)
    if not most:
        return ""
    return f"{least} ms" if least == most else f"{least} to {most} ms"


def _says(says: str, at: tuple[Place, ...], sources: Sources) -> Text:
    text = Text(says)
    if at:
        text.append(f" [{_places(at, sources)}]", style="dim")
    return text


def _places(at: tuple[Place, ...], sources: Sources) -> str:
    return ", ".join(_place(place, sources) for place in at)


def _place(place: Place, sources: Sources) -> str:
    line = sources.index(place).position(place.span.start).line
    return f"{place.node}: {place.path}:{line}" if place.node else f"{place.path}:{line}"
