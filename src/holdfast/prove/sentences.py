# SPDX-License-Identifier: Apache-2.0
"""One sentence for each thing that a step changes, with the lines of the files that decide it."""

from collections.abc import Iterator

from holdfast.model.place import Place
from holdfast.model.timing import down_interval_ms, skew_ms
from holdfast.prove.vrrp.codes import (
    EXPIRES,
    FAULT,
    FORGETS,
    GIVES_UP,
    HEARS,
    INACTIVE,
    LEFT,
    NONE,
    PUT_OFF,
    REVIVED,
    ROLE,
    SKEW,
    STARTED,
    STARTS,
    SUCCEEDING,
    VERDICT,
    WAITING,
    WANTS,
    State,
    event,
    is_backup,
    is_master,
    state_name,
)
from holdfast.prove.vrrp.model import Action, Vrrp
from holdfast.prove.vrrp.parameters import Reason as Sentence
from holdfast.prove.vrrp.strikes import Kind, Strike

__all__ = ["Sentence", "what_follows", "what_happens"]


def what_happens(
    model: Vrrp, before: State | None, action: Action | None, after: State
) -> Sentence:
    """The action itself."""
    if action is None or before is None:
        return Sentence("All nodes start from cold")
    if isinstance(action, Strike):
        return _strike(model, action)
    kind, index, detail = event(action)
    g, n = divmod(index, model.network.size)
    match kind:
        case _ if kind == STARTED:
            return Sentence(f"HAProxy on {_name(model, index)} runs")
        case _ if kind == GIVES_UP:
            return _gives_up(model, index)
        case _ if kind == REVIVED:
            return Sentence(f"systemd starts keepalived on {_name(model, index)} again")
        case _ if kind == VERDICT:
            return _verdict(model, index, detail)
        case _ if kind == EXPIRES:
            return _expires(model, before, after, g, n)
        case _ if kind == HEARS:
            return _hears(model, before, g, n)
        case _ if kind == FORGETS:
            return _forgets(model, after, index, detail)
    return Sentence("")


def what_follows(
    model: Vrrp, before: State, action: Action | None, after: State
) -> Iterator[Sentence]:
    """What the action changes at once beside itself."""
    told = _told_already(model, action)
    for g, group in enumerate(model.part.groups):
        for n, member in group.members.items():
            was, role = model.role(before, g, n), model.role(after, g, n)
            where = f"{member.name} on {_name(model, n)}"
            yield from _priority(model, before, after, g, n)
            if (g, n) in told or state_name(was) == state_name(role):
                continue
            yield _change(model, before, after, g, n, where)
    for n, view in enumerate(model.views(after)):
        started = view.node.haproxy in (STARTS, INACTIVE) and not isinstance(action, Strike)
        if started and model.network.view(n, before.nodes[n]).node.haproxy != view.node.haproxy:
            yield Sentence(f"A notify program changes HAProxy on {_name(model, n)}")


def _name(model: Vrrp, n: int) -> str:
    return model.part.nodes[n].name


def _told_already(model: Vrrp, action: Action | None) -> set[tuple[int, int]]:
    if not isinstance(action, int):
        return set()
    kind, index, _ = event(action)
    return {divmod(index, model.network.size)} if kind in (EXPIRES, HEARS) else set()


_STRIKES: dict[Kind, tuple[str, str]] = {
    "node-power": ("{node} loses its power", "{node} gets its power back"),
    "haproxy-gone": ("HAProxy on {node} dies and stays dead", "HAProxy on {node} can start again"),
    "haproxy-hung": ("HAProxy on {node} hangs", "HAProxy on {node} goes on"),
    "haproxy-crash": ("HAProxy on {node} crashes, and systemd starts it again", ""),
    "restart-on-backup": ("HAProxy on {node} is restarted", ""),
    "keepalived-stop": ("keepalived on {node} is stopped", "keepalived on {node} is started"),
    "keepalived-killed": (
        "keepalived on {node} is killed, all its processes at once",
        "keepalived on {node} is started",
    ),
    "interface-down": ("{other} on {node} goes down", "{other} on {node} comes up"),
    "partition": (
        "{node} and {other} no longer reach each other",
        "{node} and {other} reach each other again",
    ),
    "partition-one-way": (
        "What {node} sends to {other} is lost",
        "What {node} sends to {other} arrives again",
    ),
    "check-changes": ("{other} on {node} fails", "{other} on {node} succeeds"),
}
"""What a fault does, and what its undoing does."""


def _strike(model: Vrrp, strike: Strike) -> Sentence:
    node, values = _name(model, strike.node), model.part.nodes[strike.node]
    says = _STRIKES[strike.kind][strike.undo]
    match strike.kind:
        case "partition" | "partition-one-way":
            return Sentence(says.format(node=node, other=_name(model, strike.other)))
        case "interface-down":
            return Sentence(says.format(node=node, other=values.interfaces[strike.other]))
        case "check-changes":
            check = values.checks[strike.other]
            known = check.proves.says.partition(" ")[2]
            told = says.format(node=node, other=check.name)
            return Sentence(f"{told}, as it may at any time: it {known}", (check.place,))
    return Sentence(says.format(node=node))


def _gives_up(model: Vrrp, n: int) -> Sentence:
    values = model.part.nodes[n]
    tries = values.haproxy.tries if values.haproxy is not None else None
    end = f"after {tries} tries systemd leaves it dead" if tries and tries > 1 else "it stays dead"
    needs = ", ".join(vip for g, _ in values.races for vip in model.part.groups[g].vips)
    return Sentence(
        f"HAProxy on {values.name} cannot bind {needs}, which {values.name} does not own: {end}",
        tuple(place for _, place in values.races),
    )


def _verdict(model: Vrrp, n: int, detail: int) -> Sentence:
    check = model.part.nodes[n].checks[detail >> 2]
    word = "succeed" if detail & 3 == SUCCEEDING else "fail"
    return Sentence(f"keepalived on {_name(model, n)} sees {check.name} {word}", (check.place,))


def _expires(model: Vrrp, before: State, after: State, g: int, n: int) -> Sentence:
    network, member = model.network, model.network.members[g][n]
    role, name = model.role(before, g, n) & (ROLE | PUT_OFF), _name(model, n)
    if model.role(after, g, n) & ROLE == WANTS:
        return Sentence(
            f"{member.name} on {name} would become MASTER, and waits for the others of its sync "
            "group"
        )
    becomes = f"{name} becomes MASTER of {member.name} and takes {_vips(model, g)}"
    deaf = next(_unheard(model, before, g, n), None)
    if deaf is not None:
        return Sentence(f"{deaf.says}: {becomes}", deaf.at)
    priority = network.priority(g, n, before.nodes, before.roles)
    for m in network.masters_heard(g, n, before.nodes, before.roles, before.lost):
        theirs = network.priority(g, m, before.nodes, before.roles)
        if priority > theirs:
            return Sentence(
                f"{name} (priority {priority}) lets the advertisements of {_name(model, m)} "
                f"(priority {theirs}) pass until its timer is over: {becomes}",
                (member.at("priority"),),
            )
    whole = down_interval_ms(member.version, member.advert_ms, priority, member.adverts_missed)
    if SKEW <= role < SKEW + 16:
        skew = skew_ms(member.version, member.advert_ms, priority)
        return Sentence(
            f"{becomes} {skew:.0f} ms after the priority 0 that it was sent",
            (member.at("priority"),),
        )
    return Sentence(
        f"{name} has heard no advertisement for {whole:.0f} ms: {becomes}",
        (member.at("advert_int"),),
    )


def _unheard(model: Vrrp, state: State, g: int, n: int) -> Iterator[Sentence]:
    """Why the adverts of masters that reach it mean nothing to a node."""
    deaf = model.part.groups[g].deaf
    for m in model.network.members[g]:
        arrives = model.network.joined(g, m, g, n, state.nodes, state.lost)
        if is_master(model.role(state, g, m)) and arrives and (n, m) in deaf:
            yield deaf[n, m]


def _hears(model: Vrrp, before: State, g: int, n: int) -> Sentence:
    network, member = model.network, model.network.members[g][n]
    masters = network.masters_heard(g, n, before.nodes, before.roles, before.lost)
    heard = ", ".join(_name(model, m) for m in masters)
    if is_master(model.role(before, g, n)):
        return Sentence(
            f"{_name(model, n)} hears {heard}, who is better, and becomes BACKUP of {member.name}",
            (member.at("priority"),),
        )
    return Sentence(f"{_name(model, n)} hears {heard} and stays BACKUP of {member.name}")


def _forgets(model: Vrrp, after: State, sender: int, receiver: int) -> Sentence:
    sends, answers = _name(model, sender), _name(model, receiver)
    if not after.lost & model.network.forgotten(sender, receiver):
        return Sentence(f"{sends} knows the hardware address of {answers} again")
    return Sentence(
        f"{sends} no longer knows the hardware address of {answers}, whose answers are lost: its "
        "unicast does not arrive",
        tuple(
            members[sender].at("unicast_peer")
            for members in model.network.members
            if {sender, receiver} <= set(members) and members[sender].unicast
        ),
    )


def _priority(model: Vrrp, before: State, after: State, g: int, n: int) -> Iterator[Sentence]:
    view = model.network.view(n, after.nodes[n])
    if not view.alive or not model.network.view(n, before.nodes[n]).alive:
        return
    was = model.network.priority(g, n, before.nodes, before.roles)
    now = model.network.priority(g, n, after.nodes, after.roles)
    if was != now:
        member = model.network.members[g][n]
        places = tuple(track.place for track in member.tracks if track.weight)
        change = "falls" if now < was else "rises"
        off = ", and its wait is put off" if model.role(after, g, n) & PUT_OFF else ""
        yield Sentence(
            f"The priority of {member.name} on {_name(model, n)} {change} from {was} to {now}{off}",
            (member.at("priority"), *places),
        )


def _change(model: Vrrp, before: State, after: State, g: int, n: int, where: str) -> Sentence:
    was, role = model.role(before, g, n), model.role(after, g, n)
    if is_master(role):
        return Sentence(f"{where} becomes MASTER and takes {_vips(model, g)}")
    if role == LEFT:
        return Sentence(f"{_vips(model, g)} stays on {_name(model, n)}")
    if role == NONE:
        gives = f", and gives {_vips(model, g)} up" if is_master(was) else ""
        return Sentence(f"{where} ends{gives}" if gives else "")
    if role & ROLE == FAULT:
        return Sentence(f"{where} goes into FAULT", _why_fault(model, after, g, n))
    if role & ROLE == WAITING:
        return Sentence(f"{where} waits for its checks")
    if is_master(was) and is_backup(role):
        return Sentence(f"{where} becomes BACKUP and gives {_vips(model, g)} up")
    if is_backup(role) and was & ROLE in (FAULT, WAITING):
        return Sentence(f"{where} becomes BACKUP")
    return Sentence("")


def _why_fault(model: Vrrp, state: State, g: int, n: int) -> tuple[Place, ...]:
    view = model.network.view(n, state.nodes[n])
    tracks = model.network.members[g][n].tracks
    return tuple(
        track.place
        for track in tracks
        if not track.weight
        and track.of == "check"
        and (view.node.known[track.number] == SUCCEEDING) == track.reverse
    )


def _vips(model: Vrrp, g: int) -> str:
    return ", ".join(model.part.groups[g].vips)
