# SPDX-License-Identifier: Apache-2.0
"""A node that comes back takes its VIP, or leaves it, as its file says."""

from holdfast.model.priority import OWNER
from holdfast.prove.claim import Breach
from holdfast.prove.vrrp.codes import ROLE, TAKEN, State, is_backup
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.parameters import Member


def breach(model: Vrrp, state: State) -> Breach | None:
    """A VIP taken from a living owner against `nopreempt` or before `preempt_delay` is over.

    Or, once settled, one that a better node within reach has not taken although it may.
    """
    for g in range(len(model.part.groups)):
        for n in model.network.members[g]:
            if model.role(state, g, n) & ROLE == TAKEN:
                return _taken(model, g, n)
            if not state.pending and is_backup(model.role(state, g, n)):
                owner = _worse_owner(model, state, g, n)
                if owner is not None:
                    return _not_taken(model, g, n, owner)
    return None


def _taken(model: Vrrp, g: int, n: int) -> Breach:
    member, name = model.network.members[g][n], model.part.nodes[n].name
    keyword = "nopreempt" if member.nopreempt_stated else "preempt_delay"
    cleared = not member.nopreempt if member.nopreempt_stated else True
    clears = "priority 255" if member.priority == OWNER else "state MASTER"
    reason = f": {clears} clears {keyword}" if cleared else ""
    return Breach(
        f"{name} takes {', '.join(model.part.groups[g].vips)} from a living owner in spite of its "
        f"{keyword}{reason}",
        (member.at(keyword), member.at("state")),
        *_cure(member, keyword, cleared=cleared),
    )


def _cure(member: Member, keyword: str, *, cleared: bool) -> tuple[str, str | None]:
    if not cleared:
        return "let the nodes agree on advert_int", None
    if member.priority == OWNER:
        return "take a priority of 254 or less", "address-owner-priority"
    keywords = {"nopreempt": "nopreempt", "preempt_delay": "preempt-delay"}
    return "write state BACKUP on all nodes", f"{keywords[keyword]}-with-master"


def _worse_owner(model: Vrrp, state: State, g: int, n: int) -> int | None:
    network = model.network
    if network.members[g][n].nopreempt:
        return None
    heard = list(network.masters_heard(g, n, state.nodes, state.roles, state.lost))
    if any(network.accepts(g, n, m, state.nodes, state.roles) for m in heard):
        return None  # it rightly leaves the VIP to another, whom the worse one does not hear
    return next((m for m in heard if network.audible(g, n, m, state.nodes, state.lost)), None)


def _not_taken(model: Vrrp, g: int, n: int, owner: int) -> Breach:
    members, names = model.network.members[g], [model.part.nodes[i].name for i in (n, owner)]
    return Breach(
        f"{names[0]} has the higher priority for {', '.join(model.part.groups[g].vips)}, preempts, "
        f"and does not take it from {names[1]}",
        (members[n].at("priority"), members[owner].at("priority")),
        "let one node have the highest priority in every instance of a sync group, and let all "
        "nodes hear each other",
    )
