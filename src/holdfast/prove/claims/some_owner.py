# SPDX-License-Identifier: Apache-2.0
"""While a node may serve, its VIPs have an owner."""

from collections.abc import Iterator

from holdfast.model.place import Place
from holdfast.prove.claim import Breach
from holdfast.prove.vrrp.codes import FAULT, ROLE, RUNS, WAITING, State
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.node_view import fails
from holdfast.prove.vrrp.parameters import Service


def breach(model: Vrrp, state: State) -> Breach | None:
    """Once settled, a node without a fault of its own, with HAProxy running, and no owner near it.

    An owner is near where its packets reach the node.
    """
    if state.pending:
        return None
    for service in model.part.services:
        owners = list(model.serving_masters(state, service))
        for n in service.groups:
            if not _may_serve(model, state, service, n):
                continue
            if not any(_near(model, state, service, owner, n) for owner in owners):
                return _breach(model, service, state, n)
    return None


def _may_serve(model: Vrrp, state: State, service: Service, n: int) -> bool:
    view = model.network.view(n, state.nodes[n])
    if not view.alive or view.faults:
        return False
    return view.node.haproxy == RUNS or not model.answered(service)


def _near(model: Vrrp, state: State, service: Service, owner: int, n: int) -> bool:
    lost = state.lost >> (owner * model.network.size + n) & 1
    wired = model.network.view(owner, state.nodes[owner]).wired[service.groups[owner]]
    return owner == n or (not lost and wired)


def _breach(model: Vrrp, service: Service, state: State, n: int) -> Breach:
    g = service.groups[n]
    name, member = model.part.nodes[n].name, model.network.members[g][n]
    says = f"nobody owns {', '.join(service.vips)}, although {name} could serve it"
    if model.role(state, g, n) & ROLE not in (FAULT, WAITING):
        owner = next(model.owners(state, g), None)
        if owner is not None:
            return _unlisted(model, says, g, n, owner)
        return Breach(
            f"{says}: {member.name} waits for the others of its sync group",
            (member.at("priority"),),
            "let one node have the highest priority in every instance of the sync group",
        )
    for p in (g, *model.network.sync_peers(g, n)):
        stuck = model.network.members[p][n].stuck
        if stuck is not None:
            return Breach(f"{says}: {stuck.says}", stuck.at, stuck.mend, stuck.rule)
    failing = dict(_failing(model, state, g, n))
    names = " and ".join(failing)
    return Breach(
        f"{says}: {names} fail{'s' if len(failing) == 1 else ''} there",
        tuple(failing.values()),
        f"let {names} say what is true of HAProxy",
    )


def _unlisted(model: Vrrp, says: str, g: int, n: int, owner: int) -> Breach:
    """An excluded VIP: no advertisement carries it, so that nobody notices the difference."""
    members, name = model.network.members[g], model.part.nodes[owner].name
    keyword = "virtual_ipaddress_excluded"
    return Breach(
        f"{says}: {name} owns the other VIPs of {members[n].name}, and does not list it",
        (members[n].at(keyword), members[owner].at(keyword)),
        "list the same VIPs on all nodes",
        "excluded-vips-differ",
    )


def _failing(model: Vrrp, state: State, g: int, n: int) -> Iterator[tuple[str, Place]]:
    """What keeps an instance, or one that it moves with, in FAULT."""
    values, view = model.part.nodes[n], model.network.view(n, state.nodes[n])
    for p in (g, *model.network.sync_peers(g, n)):
        for track in model.network.members[p][n].tracks:
            if not track.weight and fails(track, view.node) is not False:
                if track.of == "check":
                    yield values.checks[track.number].name, values.checks[track.number].place
                else:
                    yield values.interfaces[track.number], track.place
