# SPDX-License-Identifier: Apache-2.0
"""A status for a terminal: one screen, as wide as that is, readable without colour."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from holdfast.report.status.outcome import Next
from holdfast.report.status.status import Health, Instance, Node, Status
from holdfast.story.account import duration
from holdfast.watch.problems import Problem
from holdfast.watch.state import VipState

_HEALTH: dict[Health, tuple[str, str]] = {
    "well": ("all is well", "green"),
    "wrong": ("something is wrong", "bold red"),
    "unread": ("not all could be read", "bold yellow"),
}
_MOST_FAULTS = 4
"""Of those that come to the same; the others are counted."""


def status_text(told: Status) -> RenderableType:
    """The VIPs, the nodes, what is wrong, what one more fault would do."""
    says, style = _HEALTH[told.health]
    parts: list[RenderableType] = [
        Text.assemble((told.site or "site", "bold"), " at ", told.at, ": ", (says, style)),
        Text(),
        _vips(told.vips),
        Text(),
        _nodes(told.nodes),
    ]
    parts += [_set_in(_relays(told.nodes))] if any(node.relay for node in told.nodes) else []
    if told.problems:
        parts += [Text(), Text("What is wrong", style="bold")]
        parts += [_set_in(_problem(problem)) for problem in told.problems]
    parts += [Text(), Text("If one thing more breaks", style="bold"), *_following(told)]
    return Group(*parts)


def _vips(vips: tuple[VipState, ...]) -> Table:
    table = _table("VIP", "group", "owner")
    for vip in vips:
        table.add_row(vip.vip, vip.group, _owner(vip))
    return table


def _owner(vip: VipState) -> Text:
    told = " and ".join(vip.owners) or ("not known" if vip.unread else "nobody")
    return Text(told, style="" if vip.owned else "bold red" if vip.owned is False else "yellow")


def _nodes(nodes: tuple[Node, ...]) -> Table:
    table = _table("node", "HAProxy", "keepalived", "state", "priority")
    for node in nodes:
        if node.unread is not None:
            table.add_row(node.name, Text("not read", style="yellow"), "", "", "")
            continue
        rows = [_instance(one) for one in node.instances] or [("", "not known", "")]
        haproxy, keepalived = _haproxy(node), _daemon(node.keepalived)
        for number, (name, state, priority) in enumerate(rows):
            first = number == 0
            table.add_row(
                node.name if first else "",
                haproxy if first else "",
                Text(" ").join((keepalived, Text(name))) if first and keepalived else name,
                state,
                priority,
            )
    return table


def _haproxy(node: Node) -> Text:
    if not node.haproxy_serves:
        told = node.haproxy or "not there"
        return Text("does not serve" if told == "active" else told, style="bold red")
    since = node.haproxy_since_s
    return Text("serves" if since is None else f"serves, {duration(since * 1000)}")


def _daemon(active: str) -> Text:
    return Text("" if active == "active" else active or "not there", style="bold red")


def _instance(one: Instance) -> tuple[str, str, str]:
    since = "" if one.since_s is None else f", {duration(one.since_s * 1000)}"
    priority = "" if one.priority is None else str(one.priority)
    if one.base_priority not in (None, one.priority):
        priority += f" of {one.base_priority}"
    return one.name, f"{one.state}{since}", priority


def _relays(nodes: tuple[Node, ...]) -> Text:
    told = [
        f"{node.name} {node.relay.relayed} packets, {node.relay.lent} connections lent"
        for node in nodes
        if node.relay is not None
    ]
    return Text(f"relay: {'; '.join(told)}")


def _problem(problem: Problem) -> Text:
    place = f"{problem.node}: " if problem.node is not None else ""
    return Text(f"{place}{problem.says}", style="yellow" if problem.unread else "red")


def _following(told: Status) -> Iterator[RenderableType]:
    if told.next_unknown:
        yield _set_in(Text(f"not known: {told.next_unknown}"))
    for one in told.next:
        yield _set_in(_next(one))


def _next(one: Next) -> Text:
    if one.how == "nothing":
        return Text(f"nothing changes: {len(one.faults)} other faults")
    faults = "; ".join(one.faults[:_MOST_FAULTS])
    more = len(one.faults) - _MOST_FAULTS
    rest = f"; {more} more" if more > 0 else ""
    style = "bold" if one.how in ("outage", "two owners") else ""
    return Text.assemble((f"{one.says}: ", style), f"{faults}{rest}")


def _set_in(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2))


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
