# SPDX-License-Identifier: Apache-2.0
"""The owner's HAProxy serves whenever another one within reach could."""

from holdfast.model.priority import OWNER
from holdfast.prove.claim import Breach
from holdfast.prove.vrrp.codes import HANGS, HAPROXY, State, is_backup
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.node_view import answer
from holdfast.prove.vrrp.parameters import Check, Member, Service

IDLE = "there is nothing to hold: HAProxy answers on {vips} in no state that can be reached"


def needs(model: Vrrp, state: State, service: Service) -> bool:
    """Whether HAProxy on a node would answer, were the VIPs there."""
    return any(model.answers(state, service, n) for n in service.groups)


def breach(model: Vrrp, state: State) -> Breach | None:
    """Once settled, an owner that does not answer, and a backup within its reach that could."""
    if state.pending:
        return None
    for service in model.part.services:
        if not model.answered(service):
            continue
        for owner in model.serving_masters(state, service):
            if model.answers(state, service, owner):
                continue
            for n in service.groups:
                if n != owner and _could(model, state, service, owner, n):
                    return _breach(model, state, service, owner, n)
    return None


def _could(model: Vrrp, state: State, service: Service, owner: int, n: int) -> bool:
    g, h = service.groups[owner], service.groups[n]
    return (
        is_backup(model.role(state, h, n))
        and model.answers(state, service, n)
        and model.network.joined(g, owner, h, n, state.nodes, state.lost)
    )


def _breach(model: Vrrp, state: State, service: Service, owner: int, n: int) -> Breach:
    names = [model.part.nodes[i].name for i in (owner, n)]
    haproxy = model.network.view(owner, state.nodes[owner]).node.haproxy
    what = {"hung": "hangs", "running": "does not listen"}.get(HAPROXY[haproxy], "does not run")
    says = (
        f"{names[0]} owns {', '.join(service.vips)}, and its HAProxy {what}, while HAProxy on "
        f"{names[1]} would answer"
    )
    why = _cause(model, state, service.groups[owner], owner, n)
    return Breach(f"{says}: {why.why}", why.at, why.mend, why.rule)


def _cause(model: Vrrp, state: State, g: int, owner: int, n: int) -> Breach:
    """Why the VIP stays where it is."""
    values, member = model.part.nodes[owner], model.network.members[g][owner]
    haproxy = model.network.view(owner, state.nodes[owner]).node.haproxy
    if not member.listens:
        why = f"HAProxy on {values.name} binds no port of it"
        mend = "let it bind the VIP there, too"
        return Breach(why, (member.at(""),), mend, "vip-without-listener")
    checks = [values.checks[track.number] for track in member.tracks if track.of == "check"]
    seeing = [check for check in checks if answer(check, haproxy) == "fails"]
    if values.dropped and not seeing:
        dropped = values.dropped[0]
        return Breach(dropped.says, dropped.at, dropped.mend, dropped.rule)
    for number, reason in member.unweighed if not seeing else ():
        if answer(values.checks[number], haproxy) == "fails":
            return Breach(reason.says, reason.at, reason.mend, reason.rule)
    if not checks:
        why = f"{member.name} on {values.name} tracks nothing that watches HAProxy"
        mend = "track a check of HAProxy without a weight"
        return Breach(why, (member.at(""),), mend, "haproxy-not-tracked")
    if not seeing:
        return _blind(checks, haproxy)
    return _unmoved(model, state, g, owner, n)


def _blind(checks: list[Check], haproxy: int) -> Breach:
    why = "; ".join(check.proves.says for check in checks)
    places = tuple(check.place for check in checks)
    if haproxy == HANGS:
        mend = "let a check ask HAProxy for an answer"
        return Breach(why, places, mend, "check-passes-when-hung")
    mend = "track what surely fails while HAProxy is dead, such as a request with curl, unweighted"
    return Breach(why, places, mend)


def _unmoved(model: Vrrp, state: State, g: int, owner: int, n: int) -> Breach:
    """The check fails, and the arithmetic keeps the VIP where it is."""
    members: dict[int, Member] = model.network.members[g]
    mine = model.network.priority(g, owner, state.nodes, state.roles)
    names = [model.part.nodes[i].name for i in (owner, n)]
    if n not in members:
        return Breach(
            "the other node is in another group",
            (members[owner].at(""),),
            "give both the same virtual_router_id, network and family",
            "vrid-mismatch",
        )
    theirs = model.network.priority(g, n, state.nodes, state.roles)
    places = (members[owner].at("priority"), members[n].at("priority"))
    drop = "drop the weight, so that a failure is a FAULT"
    if mine == OWNER:
        why = f"{names[0]} keeps priority 255, which no weight lowers"
        return Breach(why, places, "take a priority of 254 or less", "weight-never-flips")
    if members[n].nopreempt:
        why = (
            f"{names[0]} goes on advertising with priority {mine}, and {names[1]} ({theirs}) is "
            "nopreempt"
        )
        at = (places[0], members[n].at("nopreempt"))
        return Breach(why, at, drop, "nopreempt-with-weight")
    why = f"{names[0]} still has priority {mine}, and {names[1]} has {theirs}"
    return Breach(why, places, drop, "weight-never-flips")
