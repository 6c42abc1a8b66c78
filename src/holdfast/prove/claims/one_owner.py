# SPDX-License-Identifier: Apache-2.0
"""Two nodes that reach each other never both own a VIP."""

from collections.abc import Iterator
from itertools import combinations

from holdfast.prove.claim import Breach
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.parameters import Reason, Service


def breach(model: Vrrp, state: State) -> Breach | None:
    """Once settled, two masters of one VIP whose packets reach each other, both ways.

    An address that a dead keepalived left behind is another claim's: dead-node-holds-no-vip.
    """
    if state.pending:
        return None
    for service in model.part.services:
        owners = list(model.serving_masters(state, service))
        for a, b in combinations(owners, 2):
            g, h = service.groups[a], service.groups[b]
            if model.network.joined(g, a, h, b, state.nodes, state.lost):
                return _breach(model, service, a, b)
    return None


def _breach(model: Vrrp, service: Service, a: int, b: int) -> Breach:
    names = [model.part.nodes[n].name for n in (a, b)]
    says = f"{names[0]} and {names[1]} both own {', '.join(service.vips)}"
    for reason in _reasons(model, service, a, b):
        return Breach(f"{says}: {reason.says}", reason.at, reason.mend, reason.rule)
    return Breach(says, (), "let the nodes agree on all that they advertise")


def _reasons(model: Vrrp, service: Service, a: int, b: int) -> Iterator[Reason]:
    g, h = service.groups[a], service.groups[b]
    if g != h:
        members = model.network.members
        yield Reason(
            f"they are in two groups, {members[g][a].name} and {members[h][b].name}, with "
            "different virtual_router_id, network or family",
            (members[g][a].at("virtual_router_id"), members[h][b].at("virtual_router_id")),
            "give both the same virtual_router_id, network and family",
            "vrid-mismatch",
        )
        return
    deaf = model.part.groups[g].deaf
    yield from (deaf[pair] for pair in ((a, b), (b, a)) if pair in deaf)
