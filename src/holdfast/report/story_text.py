# SPDX-License-Identifier: Apache-2.0
"""A story for a terminal: the journals, who owned each VIP, the account, the clients."""

from collections.abc import Iterator

from rich.console import Group as Lines
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.story.account import Entry, duration
from holdfast.story.chronicle import Chronicle
from holdfast.story.clients import Clients, Pause
from holdfast.story.owners import Owned
from holdfast.story.reasons import Clock
from holdfast.story.story import GroupStory, Story, clock_of
from holdfast.text.printable import printable

UNSURE = "≈"


def story_text(story: Story) -> RenderableType:
    """All of it, a line for each thing; lines may be long. What journals say is only shown."""
    clock = clock_of(story.chronicles)
    parts: list[RenderableType] = [_line(line) for line in _journals(story, clock)]
    for group in story.groups:
        parts += [Text(), _line(str(group.group), "bold"), _owners(group, story, clock)]
        parts += [_line(line) for line in _shared(group, story.unsure_ms)]
    parts += [Text(), Text("What happened", style="bold")]
    parts += [_entry(entry, clock) for entry in story.account] or [Text("  nothing of the pair's")]
    parts += [Text(), Text("What clients saw", style="bold")]
    parts += [Text(f"  {line}") for line in _clients(story.clients, clock)]
    return Lines(*parts)


def _line(told: str, style: str = "") -> Text:
    return Text(printable(told), style=style)


def _journals(story: Story, clock: Clock) -> Iterator[str]:
    for chronicle in story.chronicles:
        span = f"{clock(chronicle.times[0])} to {clock(chronicle.times[-1])}"
        lines = "1 line" if len(chronicle.times) == 1 else f"{len(chronicle.times)} lines"
        zone = "" if chronicle.zoned else ", no time zone in its stamps"
        yield f"{chronicle.node}: {span}, {lines}{zone}"
    if len(story.chronicles) == 1:
        yield f"Only {story.chronicles[0].node}'s: what another node owned is not known."
        return
    yield from _clocks(story, story.chronicles[0])


def _clocks(story: Story, first: Chronicle) -> Iterator[str]:
    """What the order of things of different nodes rests on."""
    no_order = f"what two nodes did within that ({UNSURE}) has no order."
    within = duration(story.unsure_ms)
    if story.apart and (ahead := story.apart.ahead_ms):
        second = story.chronicles[1].node
        way = "ahead of" if ahead > 0 else "behind"
        yield (
            "By their stamps the nodes heard each other while nobody spoke. They fit if "
            f"{second}'s clock is {duration(abs(ahead))} {way} {first.node}'s: so all times are "
            f"told on {first.node}'s."
        )
        yield f"They may still be {within} off: {no_order}"
        return
    if not story.explained:
        yield (
            "A node heard what the other, whatever the clocks differ by, has not sent: a clock was "
            "set meanwhile, or a third router has the same virtual_router_id."
        )
    if any(c.times[0] > first.times[-1] or c.times[-1] < first.times[0] for c in story.chronicles):
        yield "The journals do not overlap in time: of other days, or one clock is far off."
    precision = "--clocks, and the stamps' own precision"
    yield f"The clocks are taken to agree within {within} ({precision}): {no_order}"


def _owners(story: GroupStory, whole: Story, clock: Clock) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    end = max(chronicle.times[-1] for chronicle in whole.chronicles)
    ends = [owned.since for owned in story.course[1:]] + [end]
    for owned, until in zip(story.course, ends, strict=True):
        nobody = "not known" if owned is story.course[0] else "nobody"
        length = f"for {duration(until - owned.since)}"
        table.add_row(f"  {clock(owned.since)}", _had(owned, nobody), length)
    return table


def _had(owned: Owned, nobody: str) -> Text:
    perhaps = [f"perhaps {node}" for node in owned.perhaps]
    told = " and ".join((*owned.owners, *perhaps)) or nobody
    return _line(told, "bold red" if len(owned.owners) > 1 else "")


def _shared(story: GroupStory, unsure_ms: float) -> Iterator[str]:
    sure = [one.until - one.since for one in story.shared if one.certain]
    longest = max((one.until - one.since for one in story.shared), default=0.0)
    if sure:
        yield f"  Two owners {_often(len(sure))}, {duration(sum(sure))} in all."
    elif longest > unsure_ms:
        yield f"  Two owners: perhaps, for {duration(longest)} at most; the journals cannot tell."
    else:
        within = duration(unsure_ms)
        yield f"  Two owners: never for longer than {within}, the least that these clocks can tell."


def _often(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _entry(entry: Entry, clock: Clock) -> Text:
    mark = UNSURE if entry.order_unsure else " "
    told = entry.text
    if entry.times > 1 and entry.until is not None:
        told = f"{told.removesuffix('.')}, {entry.times} times until {clock(entry.until)}."
    return _line(f"{mark} {clock(entry.at)}  {told}", "bold" if entry.group else "")


def _clients(clients: Clients, clock: Clock) -> Iterator[str]:
    if not clients.logged:
        yield "No line of a request in these journals: HAProxy logs them with `option httplog`."
        return
    if not clients.incidents:
        yield "No VIP moved in these journals."
    for one in clients.incidents:
        span = f"{clock(one.since)} to {clock(one.until)}"
        answered = "1 request" if one.answered == 1 else f"{one.answered} requests"
        ended = f"{answered} answered, {one.failed} failed, {one.broken} broken off"
        yield f"{span}: {ended}; {_pause(one.pause, clock)}."
    if clients.usual_ms is not None:
        usual = duration(clients.usual_ms)
        yield f"At other times no pause between two answers was longer than {usual}."
    yield "A connection that reached no HAProxy is in no log: the pauses are all there is of it."


def _pause(pause: Pause | None, clock: Clock) -> str:
    if pause is None:
        return "nothing was answered"
    return f"no answer for {duration(pause.ms)}, {clock(pause.since)} to {clock(pause.until)}"
