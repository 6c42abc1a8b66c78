# SPDX-License-Identifier: Apache-2.0
"""While a node may serve, its VIPs have an owner."""

from holdfast.prove.claim import Breach
from holdfast.prove.vrrp.codes import FAULT, ROLE, RUNS, WAITING, State
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.parameters import Service


def breach(model: Vrrp, state: State) -> Breach | None:
    """Once settled, a node without a fault of its own, with HAProxy running, and no owner near it.

    An owner is near where its packets reach the node.
    """
    if state.pending:
        return None
    for service in model.part.services:
        owners = list(model.serving_masters(state, service))
        for n, g in service.groups.items():
            if not _may_serve(model, state, service, n):
                continue
            if not any(_near(model, state, service, owner, n) for owner in owners):
                return _breach(model, state, service, n, g)
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


def _breach(model: Vrrp, state: State, service: Service, n: int, g: int) -> Breach:
    name, role = model.part.nodes[n].name, model.role(state, g, n) & ROLE
    says = f"nobody owns {', '.join(service.vips)}, although {name} could serve it"
    if role not in (FAULT, WAITING):
        return Breach(says)
    checks = model.part.nodes[n].checks
    view = model.network.view(n, state.nodes[n])
    failing = [
        checks[track.number]
        for track in model.network.members[g][n].tracks
        if track.of == "check" and not track.weight and view.node.known[track.number] != 1
    ]
    names = " and ".join(check.name for check in failing)
    return Breach(
        f"{says}: {names} fails there" if failing else says,
        tuple(check.place for check in failing),
        f"let {names} say what is true of HAProxy" if failing else "",
    )
