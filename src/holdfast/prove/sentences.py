# SPDX-License-Identifier: Apache-2.0
"""One sentence for what happens in a step, with the lines of the files that decide it."""

from collections.abc import Iterator

from holdfast.model.timing import down_interval_ms, skew_ms
from holdfast.prove.struck import struck
from holdfast.prove.vrrp.codes import (
    EXPIRES,
    FORGETS,
    GIVES_UP,
    HEARS,
    PUT_OFF,
    REVIVED,
    ROLE,
    SKEW,
    STARTED,
    SUCCEEDING,
    VERDICT,
    WANTS,
    State,
    event,
    is_master,
)
from holdfast.prove.vrrp.model import Action, Vrrp
from holdfast.prove.vrrp.parameters import Reason as Sentence
from holdfast.prove.vrrp.strikes import Strike


def what_happens(
    model: Vrrp, before: State | None, action: Action | None, after: State
) -> Sentence:
    """The action itself."""
    if action is None or before is None:
        return Sentence("All nodes start from cold")
    if isinstance(action, Strike):
        return struck(model, action)
    kind, index, detail = event(action)
    g, n = divmod(index, model.network.size)
    if kind == STARTED:
        return Sentence(f"HAProxy on {_name(model, index)} runs")
    if kind == GIVES_UP:
        return _gives_up(model, index)
    if kind == REVIVED:
        return _revived(model, index)
    if kind == VERDICT:
        return _verdict(model, index, detail)
    if kind == EXPIRES:
        return _expires(model, before, after, g, n)
    if kind == HEARS:
        return _hears(model, before, g, n)
    assert kind == FORGETS
    return _forgets(model, after, index, detail)


def _name(model: Vrrp, n: int) -> str:
    return model.part.nodes[n].name


def _gives_up(model: Vrrp, n: int) -> Sentence:
    values = model.part.nodes[n]
    tries = values.haproxy.tries if values.haproxy is not None else None
    end = f"after {tries} tries systemd leaves it dead" if tries and tries > 1 else "it stays dead"
    needs = ", ".join(vip for g, _ in values.races for vip in model.part.groups[g].vips)
    return Sentence(
        f"HAProxy on {values.name} cannot bind {needs}, which {values.name} does not own: {end}",
        tuple(place for _, place in values.races),
    )


def _revived(model: Vrrp, n: int) -> Sentence:
    values = model.part.nodes[n]
    place = values.keepalived.place if values.keepalived is not None else None
    at = (place,) if place is not None else ()
    return Sentence(f"systemd starts keepalived on {values.name} again", at)


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
    masters = list(network.masters_heard(g, n, before.nodes, before.roles, before.lost))
    heard = ", ".join(_name(model, m) for m in masters)
    if is_master(model.role(before, g, n)):
        theirs = (network.members[g][m].at("priority") for m in masters)
        return Sentence(
            f"{_name(model, n)} hears {heard}, who is better, and becomes BACKUP of {member.name}",
            (member.at("priority"), *theirs),
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


def _vips(model: Vrrp, g: int) -> str:
    return ", ".join(model.part.groups[g].vips)
